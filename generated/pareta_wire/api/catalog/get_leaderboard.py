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


def _decode_200(data: object) -> Leaderboard:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], Leaderboard]:
    # Import the models with the first response, and only then.
    from ...models.leaderboard import decode_leaderboard

    return decode_leaderboard


OPERATION: Operation[Leaderboard, Never] = Operation(
    id="getLeaderboard",
    api=PARETA,
    method="GET",
    path="/v1/tasks/{task_id}/leaderboard",
    retry=SAFE,
    idempotency="natural",
    responses={200: _decode_200},
    error_statuses=frozenset({401, 403, 404, 408, 422, 429, 500, 502, 503, 504}),
)


def get_leaderboard(task_id: str) -> Request[Leaderboard, Never]:
    """Get a task's leaderboard.

    Ranks the models that were measured on the task, and names the recommended one.

    `GET /v1/tasks/{task_id}/leaderboard`; may fail with 401, 403, 404, 408, 422, 429, 500, 502, 503, 504.

    Args:
        task_id: Id of a task of the catalog.

    Returns:
        The request, not sent yet, with the result `Leaderboard`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(OPERATION, fill(OPERATION.path, task_id=task_id))
