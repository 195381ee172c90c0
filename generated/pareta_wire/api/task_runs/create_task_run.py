# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/tasks/runs: Start a task run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARALLEL, UNCONFIRMED
from ...operation import Operation, Request, header_fields, json_body

if TYPE_CHECKING:
    from ...models.task_run import TaskRun
    from ...models.task_run_input import TaskRunInput


def _decode_202(data: object) -> TaskRun:
    return _load_202()(data)


@cache
def _load_202() -> Callable[[object], TaskRun]:
    # Import the models with the first response, and only then.
    from ...models.task_run import decode_task_run

    return decode_task_run


OPERATION: Operation[TaskRun, Never] = Operation(
    id="createTaskRun",
    api=PARALLEL,
    method="POST",
    path="/v1/tasks/runs",
    retry=UNCONFIRMED,
    idempotency="unconfirmed-key",
    responses={202: _decode_202},
    idempotency_header="Idempotency-Key",
    error_statuses=frozenset({401, 402, 403, 422, 429, 500, 502, 503, 504}),
)


def create_task_run(
    *, body: TaskRunInput, parallel_beta: str | list[str] | None = None
) -> Request[TaskRun, Never]:
    """Start a task run.

    Queues one run and returns its id and status at once. The work is billed by processor.

    `POST /v1/tasks/runs`; may fail with 401, 402, 403, 422, 429, 500, 502, 503, 504.

    Args:
        body: What to research, how, and what the output should look like.
        parallel_beta: Beta features to switch on, comma-separated. Known are mcp-server-2025-07-17,
            events-sse-2025-07-24, webhook-2025-08-12, field-basis-2025-11-25, findall-2025-09-15 and
            search-extract-2025-10-10.

    Returns:
        The request, not sent yet, with the result `TaskRun`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: A header is not printable ASCII.
    """
    return Request(
        OPERATION,
        OPERATION.path,
        headers=header_fields(("parallel-beta", parallel_beta)),
        body=json_body(body),
    )
