# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema McpToolCall."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new, null


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
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.tool_call_id = data["tool_call_id"] if "tool_call_id" in data else null
        self.server_name = data["server_name"] if "server_name" in data else null
        self.tool_name = data["tool_name"] if "tool_name" in data else null
        self.arguments = data["arguments"] if "arguments" in data else null
        self.content = data["content"] if "content" in data else null
        self.error = data["error"] if "error" in data else null
        return self


decode_mcp_tool_call = McpToolCall.from_dict
"""Decode a `McpToolCall`."""
