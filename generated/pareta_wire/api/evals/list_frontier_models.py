# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/eval/frontier-models: List the frontier models."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, query

if TYPE_CHECKING:
    from ...models.frontier_model_list import FrontierModelList


def _decode_200(data: object) -> FrontierModelList:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], FrontierModelList]:
    # Import the models with the first response, and only then.
    from ...models.frontier_model_list import decode_frontier_model_list

    return decode_frontier_model_list


OPERATION: Operation[FrontierModelList, Never] = Operation(
    id="listFrontierModels",
    api=PARETA,
    method="GET",
    path="/v1/eval/frontier-models",
    retry=SAFE,
    idempotency="natural",
    responses={200: _decode_200},
    error_statuses=frozenset({401, 403, 408, 422, 429, 500, 502, 503, 504}),
)


def list_frontier_models(*, task: str | None = None) -> Request[FrontierModelList, Never]:
    """List the frontier models.

    Lists the vendors' models that an eval can be run against.

    `GET /v1/eval/frontier-models`; may fail with 401, 403, 408, 422, 429, 500, 502, 503, 504.

    Args:
        task: The catalog task for which `benchmarked` is filled in.

    Returns:
        The request, not sent yet, with the result `FrontierModelList`.

    Raises:
        TypeError: An argument has the wrong type.
    """
    return Request(OPERATION, OPERATION.path, query=query(("task", task)))
