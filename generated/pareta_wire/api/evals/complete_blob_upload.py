# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/eval-sets/{eval_set_id}/blob-upload-complete: Say that a large document is uploaded."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, fill, plain

if TYPE_CHECKING:
    from ...models.blob_upload_completion import BlobUploadCompletion
    from ...models.blob_upload_completion_request import BlobUploadCompletionRequest


def _answer_200(data: object) -> BlobUploadCompletion:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], BlobUploadCompletion]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.blob_upload_completion import BlobUploadCompletion

    return BlobUploadCompletion.from_dict


OPERATION: Operation[BlobUploadCompletion, Never] = Operation(
    id="completeBlobUpload",
    api=PARETA,
    method="POST",
    path="/v1/eval-sets/{eval_set_id}/blob-upload-complete",
    retry=SAFE,
    idempotency="key",
    answers={200: _answer_200},
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
    """
    return Request(OPERATION, fill(OPERATION.path, eval_set_id=eval_set_id), body=plain(body))
