# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskSpec."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonObject, Model, expect_object, new
from .auto_schema import AutoSchema
from .json_schema import JsonSchema
from .text_schema import TextSchema


@attrs.define(slots=True, repr=False, eq=False)
class TaskSpec(Model):
    """Shapes of a run's input and output."""

    output_schema: str | JsonSchema | TextSchema | AutoSchema | JsonObject
    """Schema of the output, as a JsonSchema, TextSchema or AutoSchema object. A string means text output with
    that description. Without a `type`, `json_schema` and `description` say which of the three it is.
    """
    input_schema: str | JsonSchema | TextSchema | JsonObject | None = None
    """Schema of the input, as a JsonSchema or TextSchema object. A string means text input with that
    description.
    """

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.output_schema = data.get("output_schema")
        self.input_schema = data.get("input_schema")
        return self


decode_task_spec = TaskSpec.from_dict
"""Decode a `TaskSpec`."""
