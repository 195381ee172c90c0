# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/endpoints/{endpoint_id}/stop: Stop an endpoint."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, fill

if TYPE_CHECKING:
    from ...models.endpoint_status_change import EndpointStatusChange


def _answer_200(data: object) -> EndpointStatusChange:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], EndpointStatusChange]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.endpoint_status_change import EndpointStatusChange

    return EndpointStatusChange.from_dict


OPERATION: Operation[EndpointStatusChange, Never] = Operation(
    id="stopEndpoint",
    api=PARETA,
    method="POST",
    path="/v1/endpoints/{endpoint_id}/stop",
    retry=SAFE,
    idempotency="key",
    answers={200: _answer_200},
    idempotency_header="Idempotency-Key",
    error_statuses=frozenset({400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def stop_endpoint(endpoint_id: str) -> Request[EndpointStatusChange, Never]:
    """Stop an endpoint.

    Takes the endpoint off its machine. It keeps its id and can be started again.

    `POST /v1/endpoints/{endpoint_id}/stop`; may fail with 400, 401, 403, 404, 408, 409, 422, 429, 500,
    502, 503, 504.

    Args:
        endpoint_id: Id or name of an endpoint.
    """
    return Request(OPERATION, fill(OPERATION.path, endpoint_id=endpoint_id))
