# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatMessage."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonValue, Model, decode_list, expect_object, new, null
from .chat_role import ChatRole
from .tool_call import ToolCall, decode_tool_call


@attrs.define(slots=True, repr=False, eq=False)
class ChatMessage(Model):
    """One message of a conversation."""

    role: ChatRole
    content: JsonValue | None = None
    """What is said: a text, a list of parts, or null beside tool calls."""
    name: str | None = None
    """Name of the speaker."""
    tool_calls: list[ToolCall] | None = None
    """Calls that the assistant asked for."""
    tool_call_id: str | None = None
    """Call that a tool's message responds to."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.role = data.get("role")
        self.content = data.get("content")
        self.name = data.get("name")
        value = data.get("tool_calls")
        self.tool_calls = (
            null if value is None else decode_list(value, decode_tool_call, "ChatMessage.tool_calls")
        )
        self.tool_call_id = data.get("tool_call_id")
        return self


decode_chat_message = ChatMessage.from_dict
"""Decode a `ChatMessage`."""
