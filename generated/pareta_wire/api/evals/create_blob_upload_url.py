# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/eval-sets/{eval_set_id}/blob-upload-url: Ask where to upload a large document."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...operation import Operation, Request, SignedUpload, fill, json_body

if TYPE_CHECKING:
    from ...models.blob_upload import BlobUpload
    from ...models.blob_upload_request import BlobUploadRequest


def _decode_200(data: object) -> BlobUpload:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], BlobUpload]:
    # Import the models with the first response, and only then.
    from ...models.blob_upload import decode_blob_upload

    return decode_blob_upload


OPERATION: Operation[BlobUpload, Never] = Operation(
    id="createBlobUploadUrl",
    api=PARETA,
    method="POST",
    path="/v1/eval-sets/{eval_set_id}/blob-upload-url",
    retry=SAFE,
    idempotency="key",
    responses={200: _decode_200},
    idempotency_header="Idempotency-Key",
    signed_upload=SignedUpload("upload_url", "PUT", frozenset({200, 201}), min_bytes=5242880),
    error_statuses=frozenset({400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def create_blob_upload_url(eval_set_id: str, *, body: BlobUploadRequest) -> Request[BlobUpload, Never]:
    """Ask where to upload a large document.

    First of three steps for a document of 5 MiB and more: returns a signed URL at a storage host.

    `POST /v1/eval-sets/{eval_set_id}/blob-upload-url`; may fail with 400, 401, 403, 404, 408, 409, 422,
    429, 500, 502, 503, 504.

    Args:
        eval_set_id: Id of an eval set.
        body: A large document that is about to be uploaded for a row.

    Returns:
        The request, not sent yet, with the result `BlobUpload`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(OPERATION, fill(OPERATION.path, eval_set_id=eval_set_id), body=json_body(body))
