# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema BlobUpload."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, masked, new, null, record


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
        self = new(cls)
        self._data = data
        self.upload_url = data["upload_url"] if "upload_url" in data else null
        self.storage_uri = data["storage_uri"] if "storage_uri" in data else null
        return self
