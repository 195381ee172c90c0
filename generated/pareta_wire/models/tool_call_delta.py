# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ToolCallDelta."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import DecodeError, Model, Nested, new, null, record
from .tool_call_function_delta import ToolCallFunctionDelta

_function = ToolCallFunctionDelta.from_dict


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

    _nested: ClassVar[tuple[Nested, ...] | None] = (("function", "function", ToolCallFunctionDelta, False),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.index = data["index"] if "index" in data else null
        self.id = data["id"] if "id" in data else null
        self.type = data["type"] if "type" in data else null
        value = data["function"] if "function" in data else null
        try:
            self.function = null if value is None else _function(value)
        except DecodeError as error:
            raise error.inside("ToolCallDelta.function") from None
        return self
