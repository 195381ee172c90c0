# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatMessage."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, JsonValue, Model, Nested, many, new, null, record
from .tool_call import ToolCall

_tool_calls = ToolCall.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class ChatMessage(Model):
    """One message of a conversation."""

    role: str
    """Who speaks: system, developer, user, assistant or tool."""
    content: JsonValue | None = None
    """What is said: a text, a list of parts, or null beside tool calls."""
    name: str | None = None
    """Name of the speaker."""
    tool_calls: list[ToolCall] | None = None
    """Calls that the assistant asked for."""
    tool_call_id: str | None = None
    """Call that a tool's message answers."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("tool_calls", "tool_calls", ToolCall, True),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.role = data["role"] if "role" in data else null
        self.content = data["content"] if "content" in data else null
        self.name = data["name"] if "name" in data else null
        value = data["tool_calls"] if "tool_calls" in data else null
        if value is None:
            self.tool_calls = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.tool_calls = [_tool_calls(value[0])]
            except DecodeError as error:
                raise error.inside("ChatMessage.tool_calls[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not ToolCall._fit(value):
            self.tool_calls = many(value, _tool_calls, "ChatMessage.tool_calls")
        self.tool_call_id = data["tool_call_id"] if "tool_call_id" in data else null
        return self
