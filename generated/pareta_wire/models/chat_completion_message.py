# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionMessage."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, decode_list, empty_list, expect_object, new
from .tool_call import ToolCall, decode_tool_call


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionMessage(Model):
    """What the model said."""

    role: str | None = None
    """Always the assistant."""
    content: str | None = None
    """The text, if there is any."""
    refusal: str | None = None
    """Why the model refuses to respond, in its own words."""
    tool_calls: list[ToolCall] = attrs.field(factory=empty_list)
    """Calls that the model asks for."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.role = data.get("role")
        self.content = data.get("content")
        self.refusal = data.get("refusal")
        value = data.get("tool_calls")
        self.tool_calls = (
            [] if value is None else decode_list(value, decode_tool_call, "ChatCompletionMessage.tool_calls")
        )
        return self


decode_chat_completion_message = ChatCompletionMessage.from_dict
"""Decode a `ChatCompletionMessage`."""
