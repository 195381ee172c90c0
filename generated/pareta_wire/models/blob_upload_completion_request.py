# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema BlobUploadCompletionRequest."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class BlobUploadCompletionRequest(Model):
    """A large document whose bytes are uploaded."""

    idx: int
    """Position of the row in the set, from 0."""
    field_name: str
    """Field of the row that takes the document."""
    storage_uri: str
    """Name of the document as the first step gave it."""
    mime: str
    """Media type of the document."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.idx = data.get("idx")
        self.field_name = data.get("field_name")
        self.storage_uri = data.get("storage_uri")
        self.mime = data.get("mime")
        return self


decode_blob_upload_completion_request = BlobUploadCompletionRequest.from_dict
"""Decode a `BlobUploadCompletionRequest`."""
