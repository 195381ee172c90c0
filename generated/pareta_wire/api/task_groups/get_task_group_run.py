# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/tasks/groups/{taskgroup_id}/runs/{run_id}: Get the status of a run in a group."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARALLEL, SAFE
from ...operation import Operation, Request, fill

if TYPE_CHECKING:
    from ...models.task_run import TaskRun


def _decode_200(data: object) -> TaskRun:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], TaskRun]:
    # Import the models with the first response, and only then.
    from ...models.task_run import decode_task_run

    return decode_task_run


OPERATION: Operation[TaskRun, Never] = Operation(
    id="getTaskGroupRun",
    api=PARALLEL,
    method="GET",
    path="/v1/tasks/groups/{taskgroup_id}/runs/{run_id}",
    retry=SAFE,
    idempotency="natural",
    responses={200: _decode_200},
    error_statuses=frozenset({401, 403, 404, 422, 429, 500, 502, 503, 504}),
)


def get_task_group_run(taskgroup_id: str, run_id: str) -> Request[TaskRun, Never]:
    """Get the status of a run in a group.

    Returns the same as the status of the run by itself.

    `GET /v1/tasks/groups/{taskgroup_id}/runs/{run_id}`; may fail with 401, 403, 404, 422, 429, 500, 502,
    503, 504.

    Args:
        taskgroup_id: Id of a task group, `tgrp_…`.
        run_id: Id of a task run, `trun_…`.

    Returns:
        The request, not sent yet, with the result `TaskRun`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(OPERATION, fill(OPERATION.path, taskgroup_id=taskgroup_id, run_id=run_id))
