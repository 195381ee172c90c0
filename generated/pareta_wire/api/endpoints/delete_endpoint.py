# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""DELETE /v1/endpoints/{endpoint_id}: Delete an endpoint."""

from __future__ import annotations

from typing import Never

from ...apis import PARETA, SAFE
from ...model import Empty
from ...operation import Operation, Request, fill

OPERATION: Operation[Empty, Never] = Operation(
    id="deleteEndpoint",
    api=PARETA,
    method="DELETE",
    path="/v1/endpoints/{endpoint_id}",
    retry=SAFE,
    idempotency="natural",
    empty_responses=frozenset({204}),
    error_statuses=frozenset({401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def delete_endpoint(endpoint_id: str) -> Request[Empty, Never]:
    """Delete an endpoint.

    Takes the endpoint down for good.

    `DELETE /v1/endpoints/{endpoint_id}`; may fail with 401, 403, 404, 408, 409, 422, 429, 500, 502, 503,
    504.

    Args:
        endpoint_id: Id or name of an endpoint.

    Returns:
        The request, not sent yet, with the result `Empty`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(OPERATION, fill(OPERATION.path, endpoint_id=endpoint_id))
