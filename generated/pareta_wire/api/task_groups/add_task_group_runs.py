# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/tasks/groups/{taskgroup_id}/runs: Add runs to a group."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARALLEL, UNCONFIRMED
from ...operation import Operation, Request, fill, header_fields, json_body, query

if TYPE_CHECKING:
    from ...models.task_group_runs import TaskGroupRuns
    from ...models.task_group_runs_input import TaskGroupRunsInput


def _decode_200(data: object) -> TaskGroupRuns:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], TaskGroupRuns]:
    # Import the models with the first response, and only then.
    from ...models.task_group_runs import decode_task_group_runs

    return decode_task_group_runs


OPERATION: Operation[TaskGroupRuns, Never] = Operation(
    id="addTaskGroupRuns",
    api=PARALLEL,
    method="POST",
    path="/v1/tasks/groups/{taskgroup_id}/runs",
    retry=UNCONFIRMED,
    idempotency="unconfirmed-key",
    responses={200: _decode_200},
    idempotency_header="Idempotency-Key",
    error_statuses=frozenset({401, 402, 403, 404, 422, 429, 500, 502, 503, 504}),
)


def add_task_group_runs(
    taskgroup_id: str,
    *,
    body: TaskGroupRunsInput,
    refresh_status: bool | None = None,
    parallel_beta: str | list[str] | None = None,
) -> Request[TaskGroupRuns, Never]:
    """Add runs to a group.

    Starts up to 1,000 runs in one request. Each run is billed by its processor.

    `POST /v1/tasks/groups/{taskgroup_id}/runs`; may fail with 401, 402, 403, 404, 422, 429, 500, 502, 503,
    504.

    Args:
        taskgroup_id: Id of a task group, `tgrp_…`.
        body: Runs to add to a group.
        refresh_status: Whether the status in the response already counts the new runs. The server's default
            is true.
        parallel_beta: Beta features to switch on, comma-separated. Known are mcp-server-2025-07-17,
            events-sse-2025-07-24, webhook-2025-08-12, field-basis-2025-11-25, findall-2025-09-15 and
            search-extract-2025-10-10.

    Returns:
        The request, not sent yet, with the result `TaskGroupRuns`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(
        OPERATION,
        fill(OPERATION.path, taskgroup_id=taskgroup_id),
        query=query(("refresh_status", refresh_status)),
        headers=header_fields(("parallel-beta", parallel_beta)),
        body=json_body(body),
    )
