# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskSpec."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonValue, Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class TaskSpec(Model):
    """Shapes of a run's input and output."""

    output_schema: JsonValue
    """Schema of the output, as a JsonSchema, TextSchema or AutoSchema object. A string means text output with
    that description.
    """
    input_schema: JsonValue | None = None
    """Shape of the input, as a JsonSchema or TextSchema object. A bare text means a text input with that
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
