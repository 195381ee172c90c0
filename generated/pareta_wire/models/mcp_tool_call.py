# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema McpToolCall."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


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
    """What the tool returned."""
    error: str | None = None
    """Why the call failed."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.tool_call_id = data.get("tool_call_id")
        self.server_name = data.get("server_name")
        self.tool_name = data.get("tool_name")
        self.arguments = data.get("arguments")
        self.content = data.get("content")
        self.error = data.get("error")
        return self


decode_mcp_tool_call = McpToolCall.from_dict
"""Decode a `McpToolCall`."""
