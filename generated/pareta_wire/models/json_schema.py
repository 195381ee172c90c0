# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema JsonSchema."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import JsonObject, Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class JsonSchema(Model):
    """Asks for an object that fits a JSON Schema."""

    json_schema: JsonObject
    type: Literal["json"] = "json"
    """Always `json`. May be left out."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.json_schema = data.get("json_schema")
        self.type = data.get("type")
        return self


decode_json_schema = JsonSchema.from_dict
"""Decode a `JsonSchema`."""
