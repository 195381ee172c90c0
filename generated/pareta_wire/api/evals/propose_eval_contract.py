# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/eval-sets/propose-contract: Ask which task rows belong to."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import FilePart, Operation, Request, form_fields, form_files

if TYPE_CHECKING:
    from ...models.eval_contract import EvalContract


def _decode_200(data: object) -> EvalContract:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], EvalContract]:
    # Import the models with the first response, and only then.
    from ...models.eval_contract import decode_eval_contract

    return decode_eval_contract


OPERATION: Operation[EvalContract, Never] = Operation(
    id="proposeEvalContract",
    api=PARETA,
    method="POST",
    path="/v1/eval-sets/propose-contract",
    retry=SAFE,
    idempotency="key",
    responses={200: _decode_200},
    idempotency_header="Idempotency-Key",
    part_types={"items": "application/jsonl"},
    error_statuses=frozenset({400, 401, 402, 403, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def propose_eval_contract(*, items: FilePart, prompt: str) -> Request[EvalContract, Never]:
    """Ask which task rows belong to.

    Reads rows and a prompt and proposes tasks for them. Nothing is kept: create the set afterwards.

    `POST /v1/eval-sets/propose-contract`; may fail with 400, 401, 402, 403, 408, 409, 422, 429, 500, 502,
    503, 504.

    Args:
        items: The rows as JSON lines, one row a line.
        prompt: What the models are to do with a row, in one sentence.

    Returns:
        The request, not sent yet, with the result `EvalContract`.

    Raises:
        TypeError: An argument has the wrong type.
    """
    return Request(
        OPERATION, OPERATION.path, form=form_fields(("prompt", prompt)), files=form_files(("items", items))
    )
