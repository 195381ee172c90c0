# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TextSchema."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import Model, new, null, record


@attrs.define(slots=True, repr=False, eq=False)
class TextSchema(Model):
    """Asks for plain text."""

    description: str | None = None
    """What the text should say."""
    type: Literal["text"] = "text"
    """Always `text`."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.description = data["description"] if "description" in data else null
        self.type = data["type"] if "type" in data else null
        return self
