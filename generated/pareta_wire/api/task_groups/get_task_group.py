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


def _answer_200(data: object) -> TaskGroup:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], TaskGroup]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.task_group import TaskGroup

    return TaskGroup.from_dict


OPERATION: Operation[TaskGroup, Never] = Operation(
    id="getTaskGroup",
    api=PARALLEL,
    method="GET",
    path="/v1/tasks/groups/{taskgroup_id}",
    retry=SAFE,
    idempotency="natural",
    answers={200: _answer_200},
    error_statuses=frozenset({401, 403, 404, 422, 429, 500, 502, 503, 504}),
)


def get_task_group(taskgroup_id: str) -> Request[TaskGroup, Never]:
    """Get a group and its status.

    Sums up the runs of the group by their status.

    `GET /v1/tasks/groups/{taskgroup_id}`; may fail with 401, 403, 404, 422, 429, 500, 502, 503, 504.

    Args:
        taskgroup_id: Id of a task group, `tgrp_…`.
    """
    return Request(OPERATION, fill(OPERATION.path, taskgroup_id=taskgroup_id))
