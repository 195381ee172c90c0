# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TextSchema."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class TextSchema(Model):
    """Asks for plain text."""

    description: str | None = None
    """What the text should say."""
    type: Literal["text"] = "text"
    """Always `text`. May be left out beside a description."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.description = data.get("description")
        self.type = data.get("type")
        return self


decode_text_schema = TextSchema.from_dict
"""Decode a `TextSchema`."""
