# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema BlobUploadRequest."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new, null


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
        self.idx = data["idx"] if "idx" in data else null
        self.field_name = data["field_name"] if "field_name" in data else null
        self.mime = data["mime"] if "mime" in data else null
        self.file_size = data["file_size"] if "file_size" in data else null
        return self


decode_blob_upload_request = BlobUploadRequest.from_dict
"""Decode a `BlobUploadRequest`."""
