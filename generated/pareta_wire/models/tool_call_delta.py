# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ToolCallDelta."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, Model, expect_object, new, null
from .tool_call_function_delta import ToolCallFunctionDelta, decode_tool_call_function_delta


@attrs.define(slots=True, repr=False, eq=False)
class ToolCallDelta(Model):
    """A part of a call."""

    index: int
    """Which call the part belongs to, from 0."""
    id: str | None = None
    """Id of the call. Only in its first part."""
    type: str | None = None
    """Kind of tool. Only in the first part."""
    function: ToolCallFunctionDelta | None = None
    """What to add to the function."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.index = data.get("index")
        self.id = data.get("id")
        self.type = data.get("type")
        value = data.get("function")
        try:
            self.function = null if value is None else decode_tool_call_function_delta(value)
        except DecodeError as error:
            raise error.within("ToolCallDelta.function") from None
        return self


decode_tool_call_delta = ToolCallDelta.from_dict
"""Decode a `ToolCallDelta`."""
