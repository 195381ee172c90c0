# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/eval-sets/{eval_set_id}/blob-upload-complete: Say that a large document is uploaded."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, fill, json_body

if TYPE_CHECKING:
    from ...models.blob_upload_completion import BlobUploadCompletion
    from ...models.blob_upload_completion_request import BlobUploadCompletionRequest


def _decode_200(data: object) -> BlobUploadCompletion:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], BlobUploadCompletion]:
    # Import the models with the first response, and only then.
    from ...models.blob_upload_completion import decode_blob_upload_completion

    return decode_blob_upload_completion


OPERATION: Operation[BlobUploadCompletion, Never] = Operation(
    id="completeBlobUpload",
    api=PARETA,
    method="POST",
    path="/v1/eval-sets/{eval_set_id}/blob-upload-complete",
    retry=SAFE,
    idempotency="key",
    responses={200: _decode_200},
    idempotency_header="Idempotency-Key",
    error_statuses=frozenset({400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def complete_blob_upload(
    eval_set_id: str, *, body: BlobUploadCompletionRequest
) -> Request[BlobUploadCompletion, Never]:
    """Say that a large document is uploaded.

    Last of three steps: puts the uploaded document into a field of one row.

    `POST /v1/eval-sets/{eval_set_id}/blob-upload-complete`; may fail with 400, 401, 403, 404, 408, 409,
    422, 429, 500, 502, 503, 504.

    Args:
        eval_set_id: Id of an eval set.
        body: A large document whose bytes are uploaded.

    Returns:
        The request, not sent yet, with the result `BlobUploadCompletion`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(OPERATION, fill(OPERATION.path, eval_set_id=eval_set_id), body=json_body(body))
