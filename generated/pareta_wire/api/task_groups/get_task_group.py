# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/tasks/groups/{taskgroup_id}: Get a group and its status."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARALLEL, SAFE
from ...operation import Operation, Request, fill

if TYPE_CHECKING:
    from ...models.task_group import TaskGroup


def _decode_200(data: object) -> TaskGroup:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], TaskGroup]:
    # Import the models with the first response, and only then.
    from ...models.task_group import decode_task_group

    return decode_task_group


OPERATION: Operation[TaskGroup, Never] = Operation(
    id="getTaskGroup",
    api=PARALLEL,
    method="GET",
    path="/v1/tasks/groups/{taskgroup_id}",
    retry=SAFE,
    idempotency="natural",
    responses={200: _decode_200},
    error_statuses=frozenset({401, 403, 404, 422, 429, 500, 502, 503, 504}),
)


def get_task_group(taskgroup_id: str) -> Request[TaskGroup, Never]:
    """Get a group and its status.

    Sums up the runs of the group by their status.

    `GET /v1/tasks/groups/{taskgroup_id}`; may fail with 401, 403, 404, 422, 429, 500, 502, 503, 504.

    Args:
        taskgroup_id: Id of a task group, `tgrp_…`.

    Returns:
        The request, not sent yet, with the result `TaskGroup`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(OPERATION, fill(OPERATION.path, taskgroup_id=taskgroup_id))
