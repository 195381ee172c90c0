# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionMessage."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, many, new, record
from .tool_call import ToolCall


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionMessage(Model):
    """What the model said."""

    role: str | None = None
    """Always the assistant."""
    content: str | None = None
    """The text, if there is any."""
    tool_calls: list[ToolCall] | None = None
    """Calls that the model asks for."""

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
        self.tool_calls = many(get("tool_calls"), ToolCall.from_dict, "ChatCompletionMessage.tool_calls")
        return self
