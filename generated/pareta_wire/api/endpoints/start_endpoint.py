# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/endpoints/{endpoint_id}/start: Start a stopped endpoint."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, fill

if TYPE_CHECKING:
    from ...models.endpoint_status_change import EndpointStatusChange


def _decode_200(data: object) -> EndpointStatusChange:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], EndpointStatusChange]:
    # Import the models with the first response, and only then.
    from ...models.endpoint_status_change import decode_endpoint_status_change

    return decode_endpoint_status_change


OPERATION: Operation[EndpointStatusChange, Never] = Operation(
    id="startEndpoint",
    api=PARETA,
    method="POST",
    path="/v1/endpoints/{endpoint_id}/start",
    retry=SAFE,
    idempotency="key",
    responses={200: _decode_200},
    idempotency_header="Idempotency-Key",
    error_statuses=frozenset({400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def start_endpoint(endpoint_id: str) -> Request[EndpointStatusChange, Never]:
    """Start a stopped endpoint.

    Starts the endpoint again; it serves chats once it is live.

    `POST /v1/endpoints/{endpoint_id}/start`; may fail with 400, 401, 402, 403, 404, 408, 409, 422, 429,
    500, 502, 503, 504.

    Args:
        endpoint_id: Id or name of an endpoint.

    Returns:
        The request, not sent yet, with the result `EndpointStatusChange`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(OPERATION, fill(OPERATION.path, endpoint_id=endpoint_id))
