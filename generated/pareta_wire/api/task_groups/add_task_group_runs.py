# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/tasks/groups/{taskgroup_id}/runs: Add runs to a group."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARALLEL, UNCONFIRMED
from ...operation import Operation, Request, fill, plain, query

if TYPE_CHECKING:
    from ...models.task_group_runs import TaskGroupRuns
    from ...models.task_group_runs_input import TaskGroupRunsInput


def _answer_200(data: object) -> TaskGroupRuns:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], TaskGroupRuns]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.task_group_runs import TaskGroupRuns

    return TaskGroupRuns.from_dict


OPERATION: Operation[TaskGroupRuns, Never] = Operation(
    id="addTaskGroupRuns",
    api=PARALLEL,
    method="POST",
    path="/v1/tasks/groups/{taskgroup_id}/runs",
    retry=UNCONFIRMED,
    idempotency="unconfirmed-key",
    answers={200: _answer_200},
    idempotency_header="Idempotency-Key",
    error_statuses=frozenset({401, 402, 403, 404, 422, 429, 500, 502, 503, 504}),
)


def add_task_group_runs(
    taskgroup_id: str, *, body: TaskGroupRunsInput, refresh_status: bool | None = None
) -> Request[TaskGroupRuns, Never]:
    """Add runs to a group.

    Starts up to 1,000 runs in one request. Each run is billed by its processor.

    `POST /v1/tasks/groups/{taskgroup_id}/runs`; may fail with 401, 402, 403, 404, 422, 429, 500, 502, 503,
    504.

    Args:
        taskgroup_id: Id of a task group, `tgrp_…`.
        body: Runs to add to a group.
        refresh_status: Whether the status in the answer already counts the new runs. The server takes true
            when it is left out.
    """
    return Request(
        OPERATION,
        fill(OPERATION.path, taskgroup_id=taskgroup_id),
        query=query(("refresh_status", refresh_status)),
        body=plain(body),
    )
