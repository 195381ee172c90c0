# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/eval-sets: Create an eval set."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import FilePart, Operation, Request, form_fields, form_files

if TYPE_CHECKING:
    from ...models.eval_set_envelope import EvalSetEnvelope


def _decode_201(data: object) -> EvalSetEnvelope:
    return _load_201()(data)


@cache
def _load_201() -> Callable[[object], EvalSetEnvelope]:
    # Import the models with the first response, and only then.
    from ...models.eval_set_envelope import decode_eval_set_envelope

    return decode_eval_set_envelope


OPERATION: Operation[EvalSetEnvelope, Never] = Operation(
    id="createEvalSet",
    api=PARETA,
    method="POST",
    path="/v1/eval-sets",
    retry=SAFE,
    idempotency="key",
    responses={201: _decode_201},
    idempotency_header="Idempotency-Key",
    part_types={"items": "application/jsonl"},
    error_statuses=frozenset({400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def create_eval_set(
    *, items: FilePart, prompt: str | None = None, task_id: str | None = None, name: str | None = None
) -> Request[EvalSetEnvelope, Never]:
    """Create an eval set.

    Uploads rows of input and expected output as JSON lines, one row a line. What the models are to do is
    said by `prompt`; older servers want `task_id` in its place, and rows of any form.

    `POST /v1/eval-sets`; may fail with 400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504.

    Args:
        items: The rows as JSON lines, one row a line: `{"input": {…}, "expected_output": {…}}`. Older servers
            take any object.
        prompt: What the models are to do with a row, in one sentence.
        task_id: Id of the task that the rows belong to. Older servers want it.
        name: Name of the set.

    Returns:
        The request, not sent yet, with the result `EvalSetEnvelope`.

    Raises:
        TypeError: An argument has the wrong type.
    """
    return Request(
        OPERATION,
        OPERATION.path,
        form=form_fields(("prompt", prompt), ("task_id", task_id), ("name", name)),
        files=form_files(("items", items)),
    )
