# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/eval-runs: Start an eval run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, json_body

if TYPE_CHECKING:
    from ...models.eval_run_accepted import EvalRunAccepted
    from ...models.eval_run_request import EvalRunRequest


def _decode_202(data: object) -> EvalRunAccepted:
    return _load_202()(data)


@cache
def _load_202() -> Callable[[object], EvalRunAccepted]:
    # Import the models with the first response, and only then.
    from ...models.eval_run_accepted import decode_eval_run_accepted

    return decode_eval_run_accepted


OPERATION: Operation[EvalRunAccepted, Never] = Operation(
    id="createEvalRun",
    api=PARETA,
    method="POST",
    path="/v1/eval-runs",
    retry=SAFE,
    idempotency="key",
    responses={202: _decode_202},
    idempotency_header="Idempotency-Key",
    error_statuses=frozenset({400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def create_eval_run(*, body: EvalRunRequest) -> Request[EvalRunAccepted, Never]:
    """Start an eval run.

    Scores the candidates on the rows of a set and bills the work of open and frontier models.

    `POST /v1/eval-runs`; may fail with 400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504.

    Args:
        body: Candidates to score on an eval set.

    Returns:
        The request, not sent yet, with the result `EvalRunAccepted`.

    Raises:
        TypeError: An argument has the wrong type.
    """
    return Request(OPERATION, OPERATION.path, body=json_body(body))
