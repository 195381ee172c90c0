# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionDelta."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, Model, Nested, many, new, null, record
from .tool_call_delta import ToolCallDelta

_tool_calls = ToolCallDelta.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionDelta(Model):
    """What to add to an answer."""

    role: str | None = None
    """Who speaks. Mostly only in the first chunk."""
    content: str | None = None
    """Text to add."""
    tool_calls: list[ToolCallDelta] | None = None
    """Pieces of calls that the model asks for."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("tool_calls", "tool_calls", ToolCallDelta, True),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.role = data["role"] if "role" in data else null
        self.content = data["content"] if "content" in data else null
        value = data["tool_calls"] if "tool_calls" in data else null
        if value is None:
            self.tool_calls = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.tool_calls = [_tool_calls(value[0])]
            except DecodeError as error:
                raise error.inside("ChatCompletionDelta.tool_calls[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not ToolCallDelta._fit(value):
            self.tool_calls = many(value, _tool_calls, "ChatCompletionDelta.tool_calls")
        return self
