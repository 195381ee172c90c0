# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionDelta."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, decode_list, empty_list, expect_object, new
from .tool_call_delta import ToolCallDelta, decode_tool_call_delta


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionDelta(Model):
    """What to add to a choice."""

    role: str | None = None
    """Who speaks. Mostly only in the first chunk."""
    content: str | None = None
    """Text to add."""
    refusal: str | None = None
    """Text to add to the refusal."""
    tool_calls: list[ToolCallDelta] = attrs.field(factory=empty_list)
    """Pieces of calls that the model asks for."""

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
            []
            if value is None
            else decode_list(value, decode_tool_call_delta, "ChatCompletionDelta.tool_calls")
        )
        return self


decode_chat_completion_delta = ChatCompletionDelta.from_dict
"""Decode a `ChatCompletionDelta`."""
