# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ToolCallDelta."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, new, one, record
from .tool_call_function_delta import ToolCallFunctionDelta


@attrs.define(slots=True, repr=False, eq=False)
class ToolCallDelta(Model):
    """A piece of a call."""

    index: int
    """Which call the piece belongs to, from 0."""
    id: str | None = None
    """Id of the call. Only in its first piece."""
    type: str | None = None
    """Kind of tool. Only in the first piece."""
    function: ToolCallFunctionDelta | None = None
    """What to add to the function."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.index = get("index")
        self.id = get("id")
        self.type = get("type")
        self.function = one(get("function"), ToolCallFunctionDelta.from_dict, "ToolCallDelta.function")
        return self
