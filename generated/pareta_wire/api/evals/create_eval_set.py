# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/eval-sets: Create an eval set."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import FilePart, Operation, Request, parts, texts

if TYPE_CHECKING:
    from ...models.eval_set_envelope import EvalSetEnvelope


def _answer_201(data: object) -> EvalSetEnvelope:
    return _reader_201()(data)


@cache
def _reader_201() -> Callable[[object], EvalSetEnvelope]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.eval_set_envelope import EvalSetEnvelope

    return EvalSetEnvelope.from_dict


OPERATION: Operation[EvalSetEnvelope, Never] = Operation(
    id="createEvalSet",
    api=PARETA,
    method="POST",
    path="/v1/eval-sets",
    retry=SAFE,
    idempotency="key",
    answers={201: _answer_201},
    idempotency_header="Idempotency-Key",
    part_types={"items": "application/jsonl"},
    error_statuses=frozenset({400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def create_eval_set(
    *, items: FilePart, task_id: str, name: str | None = None
) -> Request[EvalSetEnvelope, Never]:
    """Create an eval set.

    Uploads rows of input and expected output as JSON lines, one row a line.

    `POST /v1/eval-sets`; may fail with 400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504.

    Args:
        items: The rows as JSON lines, one row a line.
        task_id: Id of the task that the rows belong to.
        name: Name of the set.
    """
    return Request(
        OPERATION,
        OPERATION.path,
        form=texts(("task_id", task_id), ("name", name)),
        files=parts(("items", items)),
    )
