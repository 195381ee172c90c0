# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/auto/metrics: Get the metrics of the model auto."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request

if TYPE_CHECKING:
    from ...models.auto_metrics import AutoMetrics


def _decode_200(data: object) -> AutoMetrics:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], AutoMetrics]:
    # Import the models with the first response, and only then.
    from ...models.auto_metrics import decode_auto_metrics

    return decode_auto_metrics


OPERATION: Operation[AutoMetrics, Never] = Operation(
    id="getAutoMetrics",
    api=PARETA,
    method="GET",
    path="/v1/auto/metrics",
    retry=SAFE,
    idempotency="natural",
    responses={200: _decode_200},
    error_statuses=frozenset({401, 403, 408, 422, 429, 500, 502, 503, 504}),
)


def get_auto_metrics() -> Request[AutoMetrics, Never]:
    """Get the metrics of the model auto.

    Sums up the chats that named `auto` as their model.

    `GET /v1/auto/metrics`; may fail with 401, 403, 408, 422, 429, 500, 502, 503, 504.

    Returns:
        The request, not sent yet, with the result `AutoMetrics`.
    """
    return Request(OPERATION, OPERATION.path)
