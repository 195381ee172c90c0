# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/tasks/runs/{run_id}/events: Follow the events of a run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARALLEL, SAFE
from ...operation import Operation, Request, StreamRules, fill

if TYPE_CHECKING:
    from ...models.task_run_stream_event import TaskRunStreamEvent


@cache
def _load_event() -> Callable[[object], TaskRunStreamEvent]:
    # Import the models with the first event, and only then.
    from ...models.task_run_stream_event import decode_task_run_stream_event

    return decode_task_run_stream_event


OPERATION: Operation[Never, TaskRunStreamEvent] = Operation(
    id="streamTaskRunEvents",
    api=PARALLEL,
    method="GET",
    path="/v1/tasks/runs/{run_id}/events",
    retry=SAFE,
    idempotency="natural",
    stream=StreamRules(_load_event),
    stream_only=True,
    error_statuses=frozenset({401, 403, 404, 422, 429, 500, 502, 503, 504}),
)


def stream_task_run_events(run_id: str) -> Request[Never, TaskRunStreamEvent]:
    """Follow the events of a run.

    Starts with the run's state, then reports its progress. The stream has no cursor: a new connection gets
    all messages again and only the newest statistics. The server closes it after 570 seconds even when the
    run goes on; the last event of a finished run is its state with the output filled in.

    `GET /v1/tasks/runs/{run_id}/events`; may fail with 401, 403, 404, 422, 429, 500, 502, 503, 504.

    Args:
        run_id: Id of a task run, `trun_…`.

    Returns:
        The request, not sent yet, with events `TaskRunStreamEvent`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(OPERATION, fill(OPERATION.path, run_id=run_id))
