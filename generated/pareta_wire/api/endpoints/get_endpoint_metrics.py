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


def _answer_200(data: object) -> EndpointMetrics:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], EndpointMetrics]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.endpoint_metrics import EndpointMetrics

    return EndpointMetrics.from_dict


OPERATION: Operation[EndpointMetrics, Never] = Operation(
    id="getEndpointMetrics",
    api=PARETA,
    method="GET",
    path="/v1/endpoints/{endpoint_id}/{dimension}",
    retry=SAFE,
    idempotency="natural",
    answers={200: _answer_200},
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
    """
    return Request(
        OPERATION,
        fill(OPERATION.path, endpoint_id=endpoint_id, dimension=dimension),
        query=query(more=filters),
    )
