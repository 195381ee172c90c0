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


def _decode_200(data: object) -> EvalSetEnvelope:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], EvalSetEnvelope]:
    # Import the models with the first response, and only then.
    from ...models.eval_set_envelope import decode_eval_set_envelope

    return decode_eval_set_envelope


OPERATION: Operation[EvalSetEnvelope, Never] = Operation(
    id="getEvalSet",
    api=PARETA,
    method="GET",
    path="/v1/eval-sets/{eval_set_id}",
    retry=SAFE,
    idempotency="natural",
    responses={200: _decode_200},
    error_statuses=frozenset({401, 403, 404, 408, 422, 429, 500, 502, 503, 504}),
)


def get_eval_set(eval_set_id: str) -> Request[EvalSetEnvelope, Never]:
    """Get an eval set.

    Returns the set, without its rows.

    `GET /v1/eval-sets/{eval_set_id}`; may fail with 401, 403, 404, 408, 422, 429, 500, 502, 503, 504.

    Args:
        eval_set_id: Id of an eval set.

    Returns:
        The request, not sent yet, with the result `EvalSetEnvelope`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(OPERATION, fill(OPERATION.path, eval_set_id=eval_set_id))
