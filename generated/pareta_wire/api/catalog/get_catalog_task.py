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


def _decode_200(data: object) -> CatalogTask:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], CatalogTask]:
    # Import the models with the first response, and only then.
    from ...models.catalog_task import decode_catalog_task

    return decode_catalog_task


OPERATION: Operation[CatalogTask, Never] = Operation(
    id="getCatalogTask",
    api=PARETA,
    method="GET",
    path="/v1/tasks/{task_id}",
    retry=SAFE,
    idempotency="natural",
    responses={200: _decode_200},
    error_statuses=frozenset({401, 403, 404, 408, 422, 429, 500, 502, 503, 504}),
)


def get_catalog_task(task_id: str, *, examples_n: int | None = None) -> Request[CatalogTask, Never]:
    """Get a task of the catalog.

    Returns the task, its schema and some examples.

    `GET /v1/tasks/{task_id}`; may fail with 401, 403, 404, 408, 422, 429, 500, 502, 503, 504.

    Args:
        task_id: Id of a task of the catalog.
        examples_n: How many examples to send along.

    Returns:
        The request, not sent yet, with the result `CatalogTask`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(OPERATION, fill(OPERATION.path, task_id=task_id), query=query(("examples_n", examples_n)))
