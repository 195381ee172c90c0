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


def _answer_200(data: object) -> CatalogTaskList:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], CatalogTaskList]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.catalog_task_list import CatalogTaskList

    return CatalogTaskList.from_dict


OPERATION: Operation[CatalogTaskList, Never] = Operation(
    id="listCatalogTasks",
    api=PARETA,
    method="GET",
    path="/v1/tasks",
    retry=SAFE,
    idempotency="natural",
    answers={200: _answer_200},
    error_statuses=frozenset({401, 403, 408, 422, 429, 500, 502, 503, 504}),
)


def list_catalog_tasks() -> Request[CatalogTaskList, Never]:
    """List the catalog.

    Lists every benchmarked task of the catalog.

    `GET /v1/tasks`; may fail with 401, 403, 408, 422, 429, 500, 502, 503, 504.
    """
    return Request(OPERATION, OPERATION.path)
