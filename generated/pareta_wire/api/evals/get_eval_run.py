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


def _answer_200(data: object) -> EvalRunEnvelope:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], EvalRunEnvelope]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.eval_run_envelope import EvalRunEnvelope

    return EvalRunEnvelope.from_dict


OPERATION: Operation[EvalRunEnvelope, Never] = Operation(
    id="getEvalRun",
    api=PARETA,
    method="GET",
    path="/v1/eval-runs/{run_id}",
    retry=SAFE,
    idempotency="natural",
    answers={200: _answer_200},
    error_statuses=frozenset({401, 403, 404, 408, 422, 429, 500, 502, 503, 504}),
)


def get_eval_run(run_id: str) -> Request[EvalRunEnvelope, Never]:
    """Get an eval run and its results.

    Answers with the run as it stands and the results so far.

    `GET /v1/eval-runs/{run_id}`; may fail with 401, 403, 404, 408, 422, 429, 500, 502, 503, 504.

    Args:
        run_id: Id of an eval run.
    """
    return Request(OPERATION, fill(OPERATION.path, run_id=run_id))
