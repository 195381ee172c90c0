# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/tasks/{task_id}/leaderboard: Get a task's leaderboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, fill

if TYPE_CHECKING:
    from ...models.leaderboard import Leaderboard


def _answer_200(data: object) -> Leaderboard:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], Leaderboard]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.leaderboard import Leaderboard

    return Leaderboard.from_dict


OPERATION: Operation[Leaderboard, Never] = Operation(
    id="getLeaderboard",
    api=PARETA,
    method="GET",
    path="/v1/tasks/{task_id}/leaderboard",
    retry=SAFE,
    idempotency="natural",
    answers={200: _answer_200},
    error_statuses=frozenset({401, 403, 404, 408, 422, 429, 500, 502, 503, 504}),
)


def get_leaderboard(task_id: str) -> Request[Leaderboard, Never]:
    """Get a task's leaderboard.

    Ranks the models that were measured on the task, and names the recommended one.

    `GET /v1/tasks/{task_id}/leaderboard`; may fail with 401, 403, 404, 408, 422, 429, 500, 502, 503, 504.

    Args:
        task_id: Id of a task of the catalog.
    """
    return Request(OPERATION, fill(OPERATION.path, task_id=task_id))
