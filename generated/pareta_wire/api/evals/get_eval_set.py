# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/eval-sets/{eval_set_id}: Get an eval set."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, fill

if TYPE_CHECKING:
    from ...models.eval_set_envelope import EvalSetEnvelope


def _answer_200(data: object) -> EvalSetEnvelope:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], EvalSetEnvelope]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.eval_set_envelope import EvalSetEnvelope

    return EvalSetEnvelope.from_dict


OPERATION: Operation[EvalSetEnvelope, Never] = Operation(
    id="getEvalSet",
    api=PARETA,
    method="GET",
    path="/v1/eval-sets/{eval_set_id}",
    retry=SAFE,
    idempotency="natural",
    answers={200: _answer_200},
    error_statuses=frozenset({401, 403, 404, 408, 422, 429, 500, 502, 503, 504}),
)


def get_eval_set(eval_set_id: str) -> Request[EvalSetEnvelope, Never]:
    """Get an eval set.

    Answers with the set, without its rows.

    `GET /v1/eval-sets/{eval_set_id}`; may fail with 401, 403, 404, 408, 422, 429, 500, 502, 503, 504.

    Args:
        eval_set_id: Id of an eval set.
    """
    return Request(OPERATION, fill(OPERATION.path, eval_set_id=eval_set_id))
