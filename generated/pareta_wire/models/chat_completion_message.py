# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionMessage."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, Model, Nested, many, new, null, record
from .tool_call import ToolCall

_tool_calls = ToolCall.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionMessage(Model):
    """What the model said."""

    role: str | None = None
    """Always the assistant."""
    content: str | None = None
    """The text, if there is any."""
    tool_calls: list[ToolCall] | None = None
    """Calls that the model asks for."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("tool_calls", "tool_calls", ToolCall, True),)

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
                raise error.inside("ChatCompletionMessage.tool_calls[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not ToolCall._fit(value):
            self.tool_calls = many(value, _tool_calls, "ChatCompletionMessage.tool_calls")
        return self
