# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/tasks/{task_id}: Get a task of the catalog."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, fill, query

if TYPE_CHECKING:
    from ...models.catalog_task import CatalogTask


def _answer_200(data: object) -> CatalogTask:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], CatalogTask]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.catalog_task import CatalogTask

    return CatalogTask.from_dict


OPERATION: Operation[CatalogTask, Never] = Operation(
    id="getCatalogTask",
    api=PARETA,
    method="GET",
    path="/v1/tasks/{task_id}",
    retry=SAFE,
    idempotency="natural",
    answers={200: _answer_200},
    error_statuses=frozenset({401, 403, 404, 408, 422, 429, 500, 502, 503, 504}),
)


def get_catalog_task(task_id: str, *, examples_n: int | None = None) -> Request[CatalogTask, Never]:
    """Get a task of the catalog.

    Answers with the task, its schema and some examples.

    `GET /v1/tasks/{task_id}`; may fail with 401, 403, 404, 408, 422, 429, 500, 502, 503, 504.

    Args:
        task_id: Id of a task of the catalog.
        examples_n: How many examples to send along.
    """
    return Request(OPERATION, fill(OPERATION.path, task_id=task_id), query=query(("examples_n", examples_n)))
