# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/tasks/match: Find the task that fits a wish."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, json_body

if TYPE_CHECKING:
    from ...models.catalog_task_match_request import CatalogTaskMatchRequest
    from ...models.task_match import TaskMatch


def _decode_200(data: object) -> TaskMatch:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], TaskMatch]:
    # Import the models with the first response, and only then.
    from ...models.task_match import decode_task_match

    return decode_task_match


OPERATION: Operation[TaskMatch, Never] = Operation(
    id="matchCatalogTask",
    api=PARETA,
    method="POST",
    path="/v1/tasks/match",
    retry=SAFE,
    idempotency="key",
    responses={200: _decode_200},
    idempotency_header="Idempotency-Key",
    error_statuses=frozenset({400, 401, 403, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def match_catalog_task(*, body: CatalogTaskMatchRequest) -> Request[TaskMatch, Never]:
    """Find the task that fits a wish.

    Compares a wish in plain words with the catalog and ranks the tasks that fit.

    `POST /v1/tasks/match`; may fail with 400, 401, 403, 408, 409, 422, 429, 500, 502, 503, 504.

    Args:
        body: A wish to compare with the catalog.

    Returns:
        The request, not sent yet, with the result `TaskMatch`.

    Raises:
        TypeError: An argument has the wrong type.
    """
    return Request(OPERATION, OPERATION.path, body=json_body(body))
