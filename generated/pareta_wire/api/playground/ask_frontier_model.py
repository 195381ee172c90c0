# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/playground/frontier: Ask a frontier model."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, json_body

if TYPE_CHECKING:
    from ...models.playground_completion import PlaygroundCompletion
    from ...models.playground_request import PlaygroundRequest


def _decode_200(data: object) -> PlaygroundCompletion:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], PlaygroundCompletion]:
    # Import the models with the first response, and only then.
    from ...models.playground_completion import decode_playground_completion

    return decode_playground_completion


OPERATION: Operation[PlaygroundCompletion, Never] = Operation(
    id="askFrontierModel",
    api=PARETA,
    method="POST",
    path="/v1/playground/frontier",
    retry=SAFE,
    idempotency="key",
    responses={200: _decode_200},
    idempotency_header="Idempotency-Key",
    error_statuses=frozenset({400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def ask_frontier_model(*, body: PlaygroundRequest) -> Request[PlaygroundCompletion, Never]:
    """Ask a frontier model.

    Runs one chat on a vendor's model, to compare a deployed model with, and bills it.

    `POST /v1/playground/frontier`; may fail with 400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502,
    503, 504.

    Args:
        body: One chat with a vendor's model.

    Returns:
        The request, not sent yet, with the result `PlaygroundCompletion`.

    Raises:
        TypeError: An argument has the wrong type.
    """
    return Request(OPERATION, OPERATION.path, body=json_body(body))
