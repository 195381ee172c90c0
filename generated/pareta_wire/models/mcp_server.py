# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema McpServer."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import Model, expect_object, new, redacted
from .secret_headers import SecretHeaders


@attrs.define(slots=True, repr=False, eq=False)
class McpServer(Model):
    """A tool server (Model Context Protocol) that a run may call."""

    url: str
    """Address of the tool server."""
    name: str
    """Name under which its calls are reported."""
    headers: SecretHeaders | None = attrs.field(default=None, repr=redacted)
    """Headers sent to the tool server, such as its key."""
    allowed_tools: list[str] | None = None
    """Only these tools may be called. Without it all may."""
    type: Literal["url"] = "url"
    """Always `url`."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.url = data.get("url")
        self.name = data.get("name")
        self.headers = data.get("headers")
        self.allowed_tools = data.get("allowed_tools")
        self.type = data.get("type")
        return self


decode_mcp_server = McpServer.from_dict
"""Decode a `McpServer`."""
