# Mirrored from src/parallel/_async/task_group.py by codegen/mirror.py; do not edit.
"""`task_group`: thousands of runs under one id, watched together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Never, TypeVar, Unpack

from attrs import evolve

from parallel._sync.following import Cursor, GroupCursor
from parallel.errors import ERRORS
from parallel.inputs import MOST_RUNS_AT_ONCE, group_input
from parallel.types import (
    GroupEvent,
    GroupRunsEvent,
    TaskGroup,
    TaskGroupRuns,
    TaskRun,
    TaskRunInput,
    TaskSpec,
)
from pareta_core import arguments
from pareta_core._sync.resume import ResumedStream
from pareta_core.config import CallOptions, RequestOptions, StreamOptions, call_options
from pareta_core.errors import SDKError, unusable
from pareta_wire import (
    TaskGroupInput,
    TaskGroupRunsInput,
    add_task_group_runs,
    create_task_group,
    get_task_group,
    get_task_group_run,
    stream_task_group_events,
    stream_task_group_runs,
)
from pareta_wire.model import attach_response

if TYPE_CHECKING:
    from pareta_core._sync.stream import Stream
    from pareta_core._sync.transport import Transport
    from pareta_wire.operation import Request, RetryClass

E = TypeVar("E")


class TaskGroups:
    """`task_group`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(
        self,
        *,
        metadata: Mapping[str, str | int | float | bool] | None = None,
        **options: Unpack[RequestOptions],
    ) -> TaskGroup:
        """Makes an empty group.

        Args:
            metadata: Your own notes on it: keys up to 16 characters, values up to 512.

        API: POST /v1/tasks/groups
        """
        plain = None if metadata is None else arguments.json_object("metadata", metadata)
        return self._transport.send(
            create_task_group(body=TaskGroupInput.from_dict(arguments.given(metadata=plain))),
            call_options(options),
        )

    def retrieve(self, task_group_id: str, **options: Unpack[RequestOptions]) -> TaskGroup:
        """A group and how many of its runs are in which state.

        API: GET /v1/tasks/groups/{taskgroup_id}
        """
        return self._transport.send(get_task_group(_id(task_group_id)), call_options(options))

    def add_runs(
        self,
        task_group_id: str,
        *,
        inputs: Iterable[TaskRunInput | Mapping[str, Any]],
        default_task_spec: TaskSpec | Mapping[str, Any] | None = None,
        refresh_status: bool | None = None,
        **options: Unpack[RequestOptions],
    ) -> TaskGroupRuns:
        """Starts runs in a group. Billed for each.

        Args:
            task_group_id: As in `task_group.create().taskgroup_id`.
            inputs: The runs, as many as you like: one request is sent for each 1,000 of them, one after the other.
            default_task_spec: What the answers look like, for runs that do not say so themselves.
            refresh_status: Whether the group's status in the answer is counted anew.

        Returns:
            The ids of all the runs, in the order of `inputs`, and the cursors from which they can be watched.

        Raises:
            TypeError, ValueError: An input cannot be sent; the message names it. Nothing was sent.
            ParallelError: A request failed; `partial` holds the answer about the runs that were added before it.

        API: POST /v1/tasks/groups/{taskgroup_id}/runs
        """
        task_group_id = _id(task_group_id)
        checked = call_options(options)
        rows = [group_input(index, item) for index, item in enumerate(arguments.some("inputs", inputs))]
        spec = (
            None
            if default_task_spec is None
            else arguments.json_object("default_task_spec", default_task_spec)
        )
        added: TaskGroupRuns | None = None
        for start in range(0, len(rows), MOST_RUNS_AT_ONCE):
            body = TaskGroupRunsInput.from_dict(
                arguments.given(inputs=rows[start : start + MOST_RUNS_AT_ONCE], default_task_spec=spec)
            )
            request = add_task_group_runs(task_group_id, body=body, refresh_status=refresh_status)
            try:
                answer = self._transport.send(request, checked)
            except SDKError as error:
                error.partial = added
                raise
            if not isinstance(answer.run_ids, list):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise unusable(ERRORS, request.operation.id, answer, "it names no run_ids")
            added = answer if added is None else _joined(added, answer)
            if checked.idempotency_key is not None:
                # One key for each request: the next thousand is other work.
                checked = evolve(checked, idempotency_key=f"{options.get('idempotency_key')}-{start}")
        if added is None:
            raise ValueError("inputs must not be empty")
        return added

    def get_runs(
        self,
        task_group_id: str,
        *,
        last_event_id: str | None = None,
        status: str | None = None,
        include_input: bool | None = None,
        include_output: bool | None = None,
        **options: Unpack[StreamOptions],
    ) -> Stream[GroupRunsEvent]:
        """All the runs of a group as they are now, without waiting for any.

        A line that breaks is taken up again by itself, from the last event that came.

        Args:
            last_event_id: The `event_id` after which to go on.
            status: Only the runs in this state.
            include_input: Whether each run comes with what it was asked.
            include_output: Whether each run that has one comes with its answer.

        API: GET /v1/tasks/groups/{taskgroup_id}/runs
        """
        group_id, checked = _id(task_group_id), call_options(options)

        def request(cursor: str | None) -> Request[Never, GroupRunsEvent]:
            return stream_task_group_runs(
                group_id,
                last_event_id=cursor,
                status=status,
                include_input=include_input,
                include_output=include_output,
            )

        follower = Cursor(self._transport, request, checked, last_event_id)
        return self._followed(follower, request(None).operation.retry, checked)

    def events(
        self,
        task_group_id: str,
        *,
        last_event_id: str | None = None,
        api_timeout: float | None = None,
        **options: Unpack[StreamOptions],
    ) -> Stream[GroupEvent]:
        """What happens in a group, while it happens, until no run is active any more.

        The service closes the stream after an hour at most, and lines break: it is taken up again by itself, from
        the last event that came.

        Args:
            last_event_id: The `event_id` after which to go on.
            api_timeout: Seconds for which the service is to hold the stream open. When it then closes it, that is
                the end.

        API: GET /v1/tasks/groups/{taskgroup_id}/events
        """
        group_id, checked = _id(task_group_id), call_options(options)

        def request(cursor: str | None) -> Request[Never, GroupEvent]:
            return stream_task_group_events(group_id, last_event_id=cursor, timeout=api_timeout)

        where = (self._transport, request, checked, last_event_id)
        follower: Cursor[GroupEvent] = (
            GroupCursor(*where, task_group_id=group_id) if api_timeout is None else Cursor(*where)
        )
        return self._followed(follower, request(None).operation.retry, checked)

    def _followed(self, follower: Cursor[E], rule: RetryClass, options: CallOptions) -> Stream[E]:
        first = follower.open()
        return ResumedStream(
            follower, first, transport=self._transport, rule=rule, patience=options.stall_timeout
        )

    def retrieve_run(self, run_id: str, *, task_group_id: str, **options: Unpack[RequestOptions]) -> TaskRun:
        """One run of a group as it is now.

        API: GET /v1/tasks/groups/{taskgroup_id}/runs/{run_id}
        """
        return self._transport.send(get_task_group_run(_id(task_group_id), run_id), call_options(options))


def _id(task_group_id: str) -> str:
    """Checked here, because the spec spells the name otherwise than users know it."""
    if task_group_id in (".", ".."):
        raise ValueError(f"task_group_id must not be {task_group_id!r}: it would name another path")
    return arguments.text("task_group_id", task_group_id)


def _joined(earlier: TaskGroupRuns, later: TaskGroupRuns) -> TaskGroupRuns:
    """Two answers as one: all ids, the newest status, and the cursors from which all the runs can be seen."""
    record = {
        **later.to_dict(),
        "run_ids": [*earlier.run_ids, *later.run_ids],
        "run_cursor": earlier.run_cursor,
        "event_cursor": earlier.event_cursor,
    }
    joined = TaskGroupRuns.from_dict(record)
    if later.response is not None:
        attach_response(joined, later.response)
    return joined
