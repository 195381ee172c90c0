# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/endpoints/{endpoint_id}/{dimension}: Get one kind of metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, fill, query

if TYPE_CHECKING:
    from ...models.endpoint_metrics import EndpointMetrics
    from ...models.metric_dimension import MetricDimension


def _decode_200(data: object) -> EndpointMetrics:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], EndpointMetrics]:
    # Import the models with the first response, and only then.
    from ...models.endpoint_metrics import decode_endpoint_metrics

    return decode_endpoint_metrics


OPERATION: Operation[EndpointMetrics, Never] = Operation(
    id="getEndpointMetrics",
    api=PARETA,
    method="GET",
    path="/v1/endpoints/{endpoint_id}/{dimension}",
    retry=SAFE,
    idempotency="natural",
    responses={200: _decode_200},
    error_statuses=frozenset({401, 403, 404, 408, 422, 429, 500, 502, 503, 504}),
)


def get_endpoint_metrics(
    endpoint_id: str, dimension: MetricDimension, *, filters: Mapping[str, object] | None = None
) -> Request[EndpointMetrics, Never]:
    """Get one kind of metrics.

    Reads one dimension of an endpoint's metrics. Any query parameter is passed through, such as `window`,
    `since` or `group_by`.

    `GET /v1/endpoints/{endpoint_id}/{dimension}`; may fail with 401, 403, 404, 408, 422, 429, 500, 502,
    503, 504.

    Args:
        endpoint_id: Id or name of an endpoint.
        dimension: Which metrics to read.
        filters: Query parameters of the dimension, each sent under its own name.

    Returns:
        The request, not sent yet, with the result `EndpointMetrics`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(
        OPERATION,
        fill(OPERATION.path, endpoint_id=endpoint_id, dimension=dimension),
        query=query(more=filters),
    )
