# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema BlobUpload."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new, redacted


@attrs.define(slots=True, repr=False, eq=False)
class BlobUpload(Model):
    """Where to put the bytes of a large document."""

    upload_url: str | None = attrs.field(default=None, repr=redacted)
    """Signed address at a storage host. Whoever knows it may write there; no API key may be sent to it."""
    storage_uri: str | None = None
    """Name of the document to complete the upload with."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.upload_url = data.get("upload_url")
        self.storage_uri = data.get("storage_uri")
        return self


decode_blob_upload = BlobUpload.from_dict
"""Decode a `BlobUpload`."""
