# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ToolCallFunctionDelta."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class ToolCallFunctionDelta(Model):
    """A part of a function to call."""

    name: str | None = None
    """Name of the function. Only in the first part."""
    arguments: str | None = None
    """JSON text to add to the arguments."""

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


decode_tool_call_function_delta = ToolCallFunctionDelta.from_dict
"""Decode a `ToolCallFunctionDelta`."""
