# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/eval-sets: List eval sets."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request

if TYPE_CHECKING:
    from ...models.eval_set_list import EvalSetList


def _decode_200(data: object) -> EvalSetList:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], EvalSetList]:
    # Import the models with the first response, and only then.
    from ...models.eval_set_list import decode_eval_set_list

    return decode_eval_set_list


OPERATION: Operation[EvalSetList, Never] = Operation(
    id="listEvalSets",
    api=PARETA,
    method="GET",
    path="/v1/eval-sets",
    retry=SAFE,
    idempotency="natural",
    responses={200: _decode_200},
    error_statuses=frozenset({401, 403, 408, 422, 429, 500, 502, 503, 504}),
)


def list_eval_sets() -> Request[EvalSetList, Never]:
    """List eval sets.

    Lists every eval set of the organization.

    `GET /v1/eval-sets`; may fail with 401, 403, 408, 422, 429, 500, 502, 503, 504.

    Returns:
        The request, not sent yet, with the result `EvalSetList`.
    """
    return Request(OPERATION, OPERATION.path)
