# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ToolCallFunction."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class ToolCallFunction(Model):
    """Name and arguments of a function to call."""

    name: str
    """Name of the function."""
    arguments: str
    """Arguments as JSON text. The model may get them wrong."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.name = data.get("name")
        self.arguments = data.get("arguments")
        return self


decode_tool_call_function = ToolCallFunction.from_dict
"""Decode a `ToolCallFunction`."""
