# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/tasks/match: Find the task that fits a wish."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, plain

if TYPE_CHECKING:
    from ...models.catalog_task_match_request import CatalogTaskMatchRequest
    from ...models.task_match import TaskMatch


def _answer_200(data: object) -> TaskMatch:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], TaskMatch]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.task_match import TaskMatch

    return TaskMatch.from_dict


OPERATION: Operation[TaskMatch, Never] = Operation(
    id="matchCatalogTask",
    api=PARETA,
    method="POST",
    path="/v1/tasks/match",
    retry=SAFE,
    idempotency="key",
    answers={200: _answer_200},
    idempotency_header="Idempotency-Key",
    error_statuses=frozenset({400, 401, 403, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def match_catalog_task(*, body: CatalogTaskMatchRequest) -> Request[TaskMatch, Never]:
    """Find the task that fits a wish.

    Compares a wish in plain words with the catalog and ranks the tasks that fit.

    `POST /v1/tasks/match`; may fail with 400, 401, 403, 408, 409, 422, 429, 500, 502, 503, 504.

    Args:
        body: A wish to compare with the catalog.
    """
    return Request(OPERATION, OPERATION.path, body=plain(body))
