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


def _answer_200(data: object) -> EvalSetList:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], EvalSetList]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.eval_set_list import EvalSetList

    return EvalSetList.from_dict


OPERATION: Operation[EvalSetList, Never] = Operation(
    id="listEvalSets",
    api=PARETA,
    method="GET",
    path="/v1/eval-sets",
    retry=SAFE,
    idempotency="natural",
    answers={200: _answer_200},
    error_statuses=frozenset({401, 403, 408, 422, 429, 500, 502, 503, 504}),
)


def list_eval_sets() -> Request[EvalSetList, Never]:
    """List eval sets.

    Lists every eval set of the organisation.

    `GET /v1/eval-sets`; may fail with 401, 403, 408, 422, 429, 500, 502, 503, 504.
    """
    return Request(OPERATION, OPERATION.path)
