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


def _answer_200(data: object) -> ModelList:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], ModelList]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.model_list import ModelList

    return ModelList.from_dict


OPERATION: Operation[ModelList, Never] = Operation(
    id="listModels",
    api=PARETA,
    method="GET",
    path="/v1/models",
    retry=SAFE,
    idempotency="natural",
    answers={200: _answer_200},
    error_statuses=frozenset({401, 403, 408, 422, 429, 500, 502, 503, 504}),
)


def list_models() -> Request[ModelList, Never]:
    """List what can be called.

    Lists the deployed endpoints in OpenAI's shape.

    `GET /v1/models`; may fail with 401, 403, 408, 422, 429, 500, 502, 503, 504.
    """
    return Request(OPERATION, OPERATION.path)
