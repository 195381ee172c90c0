# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ToolCall."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import DecodeError, Model, Nested, new, null, record
from .tool_call_function import ToolCallFunction

_function = ToolCallFunction.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class ToolCall(Model):
    """A call of a function that the model asks for."""

    id: str
    """Id to answer the call by."""
    function: ToolCallFunction
    type: str | None = None
    """Kind of tool, such as function."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("function", "function", ToolCallFunction, False),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.id = data["id"] if "id" in data else null
        value = data["function"] if "function" in data else null
        try:
            self.function = null if value is None else _function(value)
        except DecodeError as error:
            raise error.inside("ToolCall.function") from None
        self.type = data["type"] if "type" in data else null
        return self
