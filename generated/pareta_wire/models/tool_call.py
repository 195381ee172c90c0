# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ToolCall."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, Model, expect_object, new, null
from .tool_call_function import ToolCallFunction, decode_tool_call_function


@attrs.define(slots=True, repr=False, eq=False)
class ToolCall(Model):
    """A call of a function that the model asks for."""

    id: str
    """Id to respond to the call with."""
    function: ToolCallFunction
    type: str | None = None
    """Kind of tool, such as function."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.id = data.get("id")
        value = data.get("function")
        try:
            self.function = null if value is None else decode_tool_call_function(value)
        except DecodeError as error:
            raise error.within("ToolCall.function") from None
        self.type = data.get("type")
        return self


decode_tool_call = ToolCall.from_dict
"""Decode a `ToolCall`."""
