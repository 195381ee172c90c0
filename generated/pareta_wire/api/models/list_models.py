# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/models: List what can be called."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request

if TYPE_CHECKING:
    from ...models.model_list import ModelList


def _decode_200(data: object) -> ModelList:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], ModelList]:
    # Import the models with the first response, and only then.
    from ...models.model_list import decode_model_list

    return decode_model_list


OPERATION: Operation[ModelList, Never] = Operation(
    id="listModels",
    api=PARETA,
    method="GET",
    path="/v1/models",
    retry=SAFE,
    idempotency="natural",
    responses={200: _decode_200},
    error_statuses=frozenset({401, 403, 408, 422, 429, 500, 502, 503, 504}),
)


def list_models() -> Request[ModelList, Never]:
    """List what can be called.

    Lists in OpenAI's shape what a chat can name as its model: the deployed endpoints, and `auto`.

    `GET /v1/models`; may fail with 401, 403, 408, 422, 429, 500, 502, 503, 504.

    Returns:
        The request, not sent yet, with the result `ModelList`.
    """
    return Request(OPERATION, OPERATION.path)
