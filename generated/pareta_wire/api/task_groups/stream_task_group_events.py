# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/tasks/groups/{taskgroup_id}/events: Follow the events of a group."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARALLEL, SAFE
from ...operation import Operation, Request, StreamRules, fill, query

if TYPE_CHECKING:
    from ...models.task_group_stream_event import TaskGroupStreamEvent


@cache
def _load_event() -> Callable[[object], TaskGroupStreamEvent]:
    # Import the models with the first event, and only then.
    from ...models.task_group_stream_event import decode_task_group_stream_event

    return decode_task_group_stream_event


OPERATION: Operation[Never, TaskGroupStreamEvent] = Operation(
    id="streamTaskGroupEvents",
    api=PARALLEL,
    method="GET",
    path="/v1/tasks/groups/{taskgroup_id}/events",
    retry=SAFE,
    idempotency="natural",
    stream=StreamRules(_load_event, cursor_field="event_id", cursor_parameter="last_event_id"),
    stream_only=True,
    error_statuses=frozenset({401, 403, 404, 422, 429, 500, 502, 503, 504}),
)


def stream_task_group_events(
    taskgroup_id: str, *, last_event_id: str | None = None, timeout: float | None = None
) -> Request[Never, TaskGroupStreamEvent]:
    """Follow the events of a group.

    Tells when the group's status or one of its runs changes. The stream stays open for up to an hour while
    a run is active, and is resumed after the last event id that was received.

    `GET /v1/tasks/groups/{taskgroup_id}/events`; may fail with 401, 403, 404, 422, 429, 500, 502, 503,
    504.

    Args:
        taskgroup_id: Id of a task group, `tgrp_…`.
        last_event_id: Event id after which to go on.
        timeout: How long the server keeps the stream open, in seconds.

    Returns:
        The request, not sent yet, with events `TaskGroupStreamEvent`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(
        OPERATION,
        fill(OPERATION.path, taskgroup_id=taskgroup_id),
        query=query(("last_event_id", last_event_id), ("timeout", timeout)),
    )
