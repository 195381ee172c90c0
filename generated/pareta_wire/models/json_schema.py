# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema JsonSchema."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import JsonObject, Model, new, null, record


@attrs.define(slots=True, repr=False, eq=False)
class JsonSchema(Model):
    """Asks for an object that fits a JSON Schema."""

    json_schema: JsonObject
    type: Literal["json"] = "json"
    """Always `json`."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.json_schema = data["json_schema"] if "json_schema" in data else null
        self.type = data["type"] if "type" in data else null
        return self
