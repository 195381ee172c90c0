# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/tasks/runs/{run_id}/result: Wait for the result of a run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import LONG_POLL, PARALLEL
from ...operation import LongPoll, Operation, Request, fill, header_fields, query

if TYPE_CHECKING:
    from ...models.task_run_result import TaskRunResult


def _decode_200(data: object) -> TaskRunResult:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], TaskRunResult]:
    # Import the models with the first response, and only then.
    from ...models.task_run_result import decode_task_run_result

    return decode_task_run_result


OPERATION: Operation[TaskRunResult, Never] = Operation(
    id="getTaskRunResult",
    api=PARALLEL,
    method="GET",
    path="/v1/tasks/runs/{run_id}/result",
    retry=LONG_POLL,
    idempotency="natural",
    responses={200: _decode_200},
    long_poll=LongPoll("timeout", default=600, slice=50, still_running=408),
    error_statuses=frozenset({401, 403, 404, 408, 422, 429, 500, 502, 503, 504}),
)


def get_task_run_result(
    run_id: str, *, timeout: int | None = None, parallel_beta: str | list[str] | None = None
) -> Request[TaskRunResult, Never]:
    """Wait for the result of a run.

    Blocks until the run ends or the wait runs out. 408 means that the run is still active: ask again. 404
    means that the run failed or is unknown: get the run itself to learn which.

    `GET /v1/tasks/runs/{run_id}/result`; may fail with 401, 403, 404, 408, 422, 429, 500, 502, 503, 504.

    Args:
        run_id: Id of a task run, `trun_…`.
        timeout: Longest wait in seconds. The server takes 600 when it is left out.
        parallel_beta: Beta features to switch on, comma-separated. Known are mcp-server-2025-07-17,
            events-sse-2025-07-24, webhook-2025-08-12, field-basis-2025-11-25, findall-2025-09-15 and
            search-extract-2025-10-10.

    Returns:
        The request, not sent yet, with the result `TaskRunResult`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(
        OPERATION,
        fill(OPERATION.path, run_id=run_id),
        query=query(("timeout", timeout)),
        headers=header_fields(("parallel-beta", parallel_beta)),
    )
