# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema JsonSchema."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import JsonObject, Model, new, record


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
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.json_schema = get("json_schema")
        self.type = get("type")
        return self
