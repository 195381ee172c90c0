# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""GET /v1/eval-runs/{run_id}: Get an eval run and its results."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, fill

if TYPE_CHECKING:
    from ...models.eval_run_envelope import EvalRunEnvelope


def _decode_200(data: object) -> EvalRunEnvelope:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], EvalRunEnvelope]:
    # Import the models with the first response, and only then.
    from ...models.eval_run_envelope import decode_eval_run_envelope

    return decode_eval_run_envelope


OPERATION: Operation[EvalRunEnvelope, Never] = Operation(
    id="getEvalRun",
    api=PARETA,
    method="GET",
    path="/v1/eval-runs/{run_id}",
    retry=SAFE,
    idempotency="natural",
    responses={200: _decode_200},
    error_statuses=frozenset({401, 403, 404, 408, 422, 429, 500, 502, 503, 504}),
)


def get_eval_run(run_id: str) -> Request[EvalRunEnvelope, Never]:
    """Get an eval run and its results.

    Returns the current run and the results so far.

    `GET /v1/eval-runs/{run_id}`; may fail with 401, 403, 404, 408, 422, 429, 500, 502, 503, 504.

    Args:
        run_id: Id of an eval run.

    Returns:
        The request, not sent yet, with the result `EvalRunEnvelope`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(OPERATION, fill(OPERATION.path, run_id=run_id))
