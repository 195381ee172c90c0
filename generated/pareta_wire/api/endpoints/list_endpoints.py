# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/endpoints: List endpoints."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request
from ...records import Array

if TYPE_CHECKING:
    from ...models.endpoint import Endpoint


def _decode_200(data: object) -> Array[Endpoint]:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], Array[Endpoint]]:
    # Import the models with the first response, and only then.
    from ...models.endpoint import Endpoint, decode_endpoint

    return lambda data: Array[Endpoint].decode(data, decode_endpoint)


OPERATION: Operation[Array[Endpoint], Never] = Operation(
    id="listEndpoints",
    api=PARETA,
    method="GET",
    path="/v1/endpoints",
    retry=SAFE,
    idempotency="natural",
    responses={200: _decode_200},
    error_statuses=frozenset({401, 403, 408, 422, 429, 500, 502, 503, 504}),
)


def list_endpoints() -> Request[Array[Endpoint], Never]:
    """List endpoints.

    Lists every endpoint of the organization, running or not.

    `GET /v1/endpoints`; may fail with 401, 403, 408, 422, 429, 500, 502, 503, 504.

    Returns:
        The request, not sent yet, with the result `Array[Endpoint]`.
    """
    return Request(OPERATION, OPERATION.path)
