# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/endpoints/{endpoint_id}: Get an endpoint."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, fill

if TYPE_CHECKING:
    from ...models.endpoint import Endpoint


def _decode_200(data: object) -> Endpoint:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], Endpoint]:
    # Import the models with the first response, and only then.
    from ...models.endpoint import decode_endpoint

    return decode_endpoint


OPERATION: Operation[Endpoint, Never] = Operation(
    id="getEndpoint",
    api=PARETA,
    method="GET",
    path="/v1/endpoints/{endpoint_id}",
    retry=SAFE,
    idempotency="natural",
    responses={200: _decode_200},
    error_statuses=frozenset({401, 403, 404, 408, 422, 429, 500, 502, 503, 504}),
)


def get_endpoint(endpoint_id: str) -> Request[Endpoint, Never]:
    """Get an endpoint.

    Returns the current endpoint.

    `GET /v1/endpoints/{endpoint_id}`; may fail with 401, 403, 404, 408, 422, 429, 500, 502, 503, 504.

    Args:
        endpoint_id: Id or name of an endpoint.

    Returns:
        The request, not sent yet, with the result `Endpoint`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(OPERATION, fill(OPERATION.path, endpoint_id=endpoint_id))
