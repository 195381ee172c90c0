# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/tasks/runs/{run_id}/input: Get what a run was asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARALLEL, SAFE
from ...operation import Operation, Request, fill

if TYPE_CHECKING:
    from ...models.task_run_input import TaskRunInput


def _answer_200(data: object) -> TaskRunInput:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], TaskRunInput]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.task_run_input import TaskRunInput

    return TaskRunInput.from_dict


OPERATION: Operation[TaskRunInput, Never] = Operation(
    id="getTaskRunInput",
    api=PARALLEL,
    method="GET",
    path="/v1/tasks/runs/{run_id}/input",
    retry=SAFE,
    idempotency="natural",
    answers={200: _answer_200},
    error_statuses=frozenset({401, 403, 404, 422, 429, 500, 502, 503, 504}),
)


def get_task_run_input(run_id: str) -> Request[TaskRunInput, Never]:
    """Get what a run was asked.

    Gives back the input with which the run was started.

    `GET /v1/tasks/runs/{run_id}/input`; may fail with 401, 403, 404, 422, 429, 500, 502, 503, 504.

    Args:
        run_id: Id of a task run, `trun_…`.
    """
    return Request(OPERATION, fill(OPERATION.path, run_id=run_id))
