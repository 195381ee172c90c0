# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/endpoints: List endpoints."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...model import Array
from ...operation import Operation, Request

if TYPE_CHECKING:
    from ...models.endpoint import Endpoint


def _answer_200(data: object) -> Array[Endpoint]:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], Array[Endpoint]]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.endpoint import Endpoint

    return lambda data: Array[Endpoint].decode(data, Endpoint.from_dict)


OPERATION: Operation[Array[Endpoint], Never] = Operation(
    id="listEndpoints",
    api=PARETA,
    method="GET",
    path="/v1/endpoints",
    retry=SAFE,
    idempotency="natural",
    answers={200: _answer_200},
    error_statuses=frozenset({401, 403, 408, 422, 429, 500, 502, 503, 504}),
)


def list_endpoints() -> Request[Array[Endpoint], Never]:
    """List endpoints.

    Lists every endpoint of the organisation, running or not.

    `GET /v1/endpoints`; may fail with 401, 403, 408, 422, 429, 500, 502, 503, 504.
    """
    return Request(OPERATION, OPERATION.path)
