# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema BlobUpload."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, masked, new, record


@attrs.define(slots=True, repr=False, eq=False)
class BlobUpload(Model):
    """Where to put the bytes of a large document."""

    upload_url: str | None = attrs.field(default=None, repr=masked)
    """Signed address at a storage host. Whoever knows it may write there; no API key may be sent to it."""
    storage_uri: str | None = None
    """Name of the document to complete the upload with."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.upload_url = get("upload_url")
        self.storage_uri = get("storage_uri")
        return self
