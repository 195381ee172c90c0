# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionDelta."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, many, new, record
from .tool_call_delta import ToolCallDelta


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionDelta(Model):
    """What to add to an answer."""

    role: str | None = None
    """Who speaks. Mostly only in the first chunk."""
    content: str | None = None
    """Text to add."""
    tool_calls: list[ToolCallDelta] | None = None
    """Pieces of calls that the model asks for."""

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
        self.tool_calls = many(get("tool_calls"), ToolCallDelta.from_dict, "ChatCompletionDelta.tool_calls")
        return self
