# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/tasks/groups/{taskgroup_id}/runs: Read all runs of a group."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARALLEL, SAFE
from ...operation import Operation, Request, StreamRules, fill, query

if TYPE_CHECKING:
    from ...models.task_group_runs_event import TaskGroupRunsEvent
    from ...models.task_run_status import TaskRunStatus


@cache
def _load_event() -> Callable[[object], TaskGroupRunsEvent]:
    # Import the models with the first event, and only then.
    from ...models.task_group_runs_event import decode_task_group_runs_event

    return decode_task_group_runs_event


OPERATION: Operation[Never, TaskGroupRunsEvent] = Operation(
    id="streamTaskGroupRuns",
    api=PARALLEL,
    method="GET",
    path="/v1/tasks/groups/{taskgroup_id}/runs",
    retry=SAFE,
    idempotency="natural",
    stream=StreamRules(_load_event, cursor_field="event_id", cursor_parameter="last_event_id"),
    stream_only=True,
    error_statuses=frozenset({401, 403, 404, 422, 429, 500, 502, 503, 504}),
)


def stream_task_group_runs(
    taskgroup_id: str,
    *,
    last_event_id: str | None = None,
    status: TaskRunStatus | None = None,
    include_input: bool | None = None,
    include_output: bool | None = None,
) -> Request[Never, TaskGroupRunsEvent]:
    """Read all runs of a group.

    Sends one state event for each run, at once, without waiting for runs to end. A broken stream is
    resumed after the last event id that arrived.

    `GET /v1/tasks/groups/{taskgroup_id}/runs`; may fail with 401, 403, 404, 422, 429, 500, 502, 503, 504.

    Args:
        taskgroup_id: Id of a task group, `tgrp_…`.
        last_event_id: Event id after which to go on.
        status: Only runs with this status.
        include_input: Whether each event carries the run's input. The server takes false when it is left out.
        include_output: Whether each event carries the run's output. The server takes false when it is left
            out.

    Returns:
        The request, not sent yet, with events `TaskGroupRunsEvent`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(
        OPERATION,
        fill(OPERATION.path, taskgroup_id=taskgroup_id),
        query=query(
            ("last_event_id", last_event_id),
            ("status", status),
            ("include_input", include_input),
            ("include_output", include_output),
        ),
    )
