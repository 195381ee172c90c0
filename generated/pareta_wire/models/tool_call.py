# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ToolCall."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, new, one, record
from .tool_call_function import ToolCallFunction


@attrs.define(slots=True, repr=False, eq=False)
class ToolCall(Model):
    """A call of a function that the model asks for."""

    id: str
    """Id to answer the call by."""
    function: ToolCallFunction
    type: str | None = None
    """Kind of tool, such as function."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.id = get("id")
        self.function = one(get("function"), ToolCallFunction.from_dict, "ToolCall.function")
        self.type = get("type")
        return self
