# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatMessage."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonValue, Model, many, new, record
from .tool_call import ToolCall


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

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.role = get("role")
        self.content = get("content")
        self.name = get("name")
        self.tool_calls = many(get("tool_calls"), ToolCall.from_dict, "ChatMessage.tool_calls")
        self.tool_call_id = get("tool_call_id")
        return self
