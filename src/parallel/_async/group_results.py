"""Wait for a group, and read its results as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parallel.errors import ERRORS, WaitTimeoutError
from parallel.group_results import GroupResult, result_of
from parallel.types import TaskGroup
from pareta_core._async.callbacks import notify
from pareta_core._async.polling import wait_for
from pareta_core.encoding import as_object
from pareta_core.errors import SDKError, malformed_response
from pareta_core.started import WaitNote
from pareta_wire import get_task_group

if TYPE_CHECKING:
    from collections.abc import Callable

    from pareta_core._async.stream import AsyncStream
    from pareta_core._async.transport import AsyncTransport
    from pareta_core.config import CallOptions
    from pareta_core.deadline import Deadline

# The interval of polls for `poll_interval=0`, to avoid a busy loop.
_MIN_POLL_INTERVAL = 0.05


async def wait_for_group(
    transport: AsyncTransport,
    task_group_id: str,
    deadline: Deadline,
    interval: float,
    on_event: Callable[[TaskGroup], object] | None,
    options: CallOptions,
) -> TaskGroup:
    """Poll until no run of the group is active.

    Args:
        transport: What sends.
        task_group_id: The group.
        deadline: When the whole wait ends.
        interval: Seconds between two polls.
        on_event: What to call with the group after each poll.
        options: The options of each poll.

    Raises:
        WaitTimeoutError: A run is still active at the deadline.
    """
    request = get_task_group(task_group_id)
    known: str | None = None

    async def poll(_: float) -> TaskGroup | None:
        nonlocal known
        group = await transport.send(request, options)
        if not isinstance(getattr(group.status, "is_active", None), bool):
            raise malformed_response(ERRORS, request.operation.id, group, "it has no valid status")
        counts = as_object(group.status.get("task_run_status_counts")) or {}
        known = ", ".join(f"{count} {status}" for status, count in counts.items())
        await notify(on_event, group)
        return None if group.status.is_active else group

    again = f"task_group.wait({task_group_id!r})"

    def on_timeout(_: SDKError | None) -> SDKError:
        state = f"is still active ({known})" if known is not None else "could not be retrieved"
        return WaitTimeoutError(
            f"task group {task_group_id} {state} after {deadline.seconds:g} s. Its runs continue at the server: "
            f"call {again} to continue waiting.",
            id=task_group_id,
        )

    with WaitNote(f"The runs of task group {task_group_id} continue at the server: {again} waits for them."):
        return await wait_for(
            poll,
            transport=transport,
            retry_class=request.operation.retry,
            deadline=deadline,
            interval=interval or _MIN_POLL_INTERVAL,
            on_timeout=on_timeout,
        )


async def read_results(
    events: AsyncStream[Any], task_group_id: str, run_ids: list[str] | None
) -> list[GroupResult[Any]]:
    """Read all runs of a group as rows.

    Args:
        events: The list of runs, with their outputs.
        task_group_id: The group.
        run_ids: The runs to return, in this order. None for all, as the service lists them.

    Raises:
        ParallelError: The list could not be read, or lacks a run.
    """
    found: dict[str, GroupResult[Any]] = {}
    async with events:
        async for event in events:
            row = result_of(event, task_group_id)
            # A stream that resumed may repeat a run. What it says of one without an output does not replace the output.
            known = found.get(row.run_id) if row.run_id else None
            if known is None or known.output is None or row.output is not None:
                found[row.run_id or f"#{len(found)}"] = row
    if run_ids is None:
        return list(found.values())
    missing = [run_id for run_id in run_ids if run_id not in found]
    if missing:
        problem = f"it lacks {len(missing)} of {len(run_ids)} runs, such as {missing[0]}"
        raise ERRORS.root(f"task group {task_group_id}: the list of its runs is incomplete: {problem}")
    return [found[run_id] for run_id in run_ids]
