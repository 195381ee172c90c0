# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/eval-sets/{eval_set_id}/attach-blob: Attach a small document to a row."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import FilePart, Operation, Request, fill, parts, texts

if TYPE_CHECKING:
    from ...models.blob_reference import BlobReference


def _answer_200(data: object) -> BlobReference:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], BlobReference]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.blob_reference import BlobReference

    return BlobReference.from_dict


OPERATION: Operation[BlobReference, Never] = Operation(
    id="attachBlob",
    api=PARETA,
    method="POST",
    path="/v1/eval-sets/{eval_set_id}/attach-blob",
    retry=SAFE,
    idempotency="key",
    answers={200: _answer_200},
    idempotency_header="Idempotency-Key",
    error_statuses=frozenset({400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def attach_blob(
    eval_set_id: str, *, file: FilePart, idx: int, field_name: str, mime: str
) -> Request[BlobReference, Never]:
    """Attach a small document to a row.

    Uploads a document of less than 5 MiB and puts it into a field of one row.

    `POST /v1/eval-sets/{eval_set_id}/attach-blob`; may fail with 400, 401, 403, 404, 408, 409, 422, 429,
    500, 502, 503, 504.

    Args:
        eval_set_id: Id of an eval set.
        file: The document.
        idx: Position of the row in the set, from 0.
        field_name: Field of the row that takes the document.
        mime: Media type of the document.
    """
    return Request(
        OPERATION,
        fill(OPERATION.path, eval_set_id=eval_set_id),
        form=texts(("idx", idx), ("field_name", field_name), ("mime", mime)),
        files=parts(("file", file)),
    )
