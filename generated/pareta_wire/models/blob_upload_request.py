# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema BlobUploadRequest."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class BlobUploadRequest(Model):
    """A large document that is about to be uploaded for a row."""

    idx: int
    """Position of the row in the set, from 0."""
    field_name: str
    """Field of the row that takes the document."""
    mime: str
    """Media type of the document."""
    file_size: int
    """Size of the document, in bytes."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.idx = data.get("idx")
        self.field_name = data.get("field_name")
        self.mime = data.get("mime")
        self.file_size = data.get("file_size")
        return self


decode_blob_upload_request = BlobUploadRequest.from_dict
"""Decode a `BlobUploadRequest`."""
