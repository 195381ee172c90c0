# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskSpec."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonValue, Model, new, null, record


@attrs.define(slots=True, repr=False, eq=False)
class TaskSpec(Model):
    """Shapes of a run's input and output."""

    output_schema: JsonValue
    """Shape of the answer, as a JsonSchema, TextSchema or AutoSchema object. A bare text means a text answer
    with that description.
    """
    input_schema: JsonValue | None = None
    """Shape of the input, as a JsonSchema or TextSchema object. A bare text means a text input with that
    description.
    """

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.output_schema = data["output_schema"] if "output_schema" in data else null
        self.input_schema = data["input_schema"] if "input_schema" in data else null
        return self
