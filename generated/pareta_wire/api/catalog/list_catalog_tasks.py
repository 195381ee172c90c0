# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/tasks: List the catalog."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request

if TYPE_CHECKING:
    from ...models.catalog_task_list import CatalogTaskList


def _decode_200(data: object) -> CatalogTaskList:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], CatalogTaskList]:
    # Import the models with the first response, and only then.
    from ...models.catalog_task_list import decode_catalog_task_list

    return decode_catalog_task_list


OPERATION: Operation[CatalogTaskList, Never] = Operation(
    id="listCatalogTasks",
    api=PARETA,
    method="GET",
    path="/v1/tasks",
    retry=SAFE,
    idempotency="natural",
    responses={200: _decode_200},
    error_statuses=frozenset({401, 403, 408, 422, 429, 500, 502, 503, 504}),
)


def list_catalog_tasks() -> Request[CatalogTaskList, Never]:
    """List the catalog.

    Lists every benchmarked task of the catalog.

    `GET /v1/tasks`; may fail with 401, 403, 408, 422, 429, 500, 502, 503, 504.

    Returns:
        The request, not sent yet, with the result `CatalogTaskList`.
    """
    return Request(OPERATION, OPERATION.path)
