# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema McpToolCall."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, new, record


@attrs.define(slots=True, repr=False, eq=False)
class McpToolCall(Model):
    """One call that a run made to a tool server."""

    tool_call_id: str
    """Id of the call."""
    server_name: str
    """Name of the tool server."""
    tool_name: str
    """Name of the tool."""
    arguments: str
    """Arguments of the call, as JSON text."""
    content: str | None = None
    """What the tool answered."""
    error: str | None = None
    """Why the call failed."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.tool_call_id = get("tool_call_id")
        self.server_name = get("server_name")
        self.tool_name = get("tool_name")
        self.arguments = get("arguments")
        self.content = get("content")
        self.error = get("error")
        return self
