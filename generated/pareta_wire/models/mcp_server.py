# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema McpServer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self

import attrs

from ..model import Model, masked, new, record

if TYPE_CHECKING:
    from .secret_headers import SecretHeaders


@attrs.define(slots=True, repr=False, eq=False)
class McpServer(Model):
    """A tool server (Model Context Protocol) that a run may call."""

    url: str
    """Address of the tool server."""
    name: str
    """Name under which its calls are reported."""
    type: Literal["url"] | None = None
    """Always `url`."""
    headers: SecretHeaders | None = attrs.field(default=None, repr=masked)
    """Headers sent to the tool server, such as its key."""
    allowed_tools: list[str] | None = None
    """Only these tools may be called. Without it all may."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.url = get("url")
        self.name = get("name")
        self.type = get("type")
        self.headers = get("headers")
        self.allowed_tools = get("allowed_tools")
        return self
