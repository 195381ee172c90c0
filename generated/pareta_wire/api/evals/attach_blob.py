# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/eval-sets/{eval_set_id}/attach-blob: Attach a small document to a row."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import FilePart, Operation, Request, fill, form_fields, form_files

if TYPE_CHECKING:
    from ...models.blob_reference import BlobReference


def _decode_200(data: object) -> BlobReference:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], BlobReference]:
    # Import the models with the first response, and only then.
    from ...models.blob_reference import decode_blob_reference

    return decode_blob_reference


OPERATION: Operation[BlobReference, Never] = Operation(
    id="attachBlob",
    api=PARETA,
    method="POST",
    path="/v1/eval-sets/{eval_set_id}/attach-blob",
    retry=SAFE,
    idempotency="key",
    responses={200: _decode_200},
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

    Returns:
        The request, not sent yet, with the result `BlobReference`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(
        OPERATION,
        fill(OPERATION.path, eval_set_id=eval_set_id),
        form=form_fields(("idx", idx), ("field_name", field_name), ("mime", mime)),
        files=form_files(("file", file)),
    )
