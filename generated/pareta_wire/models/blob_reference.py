# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema BlobReference."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class BlobReference(Model):
    """Where an attached document lies. More members may come with it."""

    kind: str | None = None
    """Kind of reference."""
    uri: str | None = None
    """Address inside the service."""
    mime: str | None = None
    """Media type of the document."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.kind = data.get("kind")
        self.uri = data.get("uri")
        self.mime = data.get("mime")
        return self


decode_blob_reference = BlobReference.from_dict
"""Decode a `BlobReference`."""
