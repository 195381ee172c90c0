# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema McpToolCall."""

from __future__ import annotations

from itertools import repeat
from operator import itemgetter
from typing import Any, Self

import attrs

from ..model import Model, new, null, record

_FIELDS = itemgetter("tool_call_id", "server_name", "tool_name", "arguments", "content", "error")


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
        self = new(cls)
        self._data = data
        self.tool_call_id = data["tool_call_id"] if "tool_call_id" in data else null
        self.server_name = data["server_name"] if "server_name" in data else null
        self.tool_name = data["tool_name"] if "tool_name" in data else null
        self.arguments = data["arguments"] if "arguments" in data else null
        self.content = data["content"] if "content" in data else null
        self.error = data["error"] if "error" in data else null
        return self

    @classmethod
    def _alike(cls, items: Any) -> list[Any] | None:
        self: Self
        if items.__class__ is not list:
            return None
        try:
            made: list[Any] = list(map(new, repeat(cls, len(items))))
            for self, self._data, (
                self.tool_call_id,
                self.server_name,
                self.tool_name,
                self.arguments,
                self.content,
                self.error,
            ) in zip(made, items, map(_FIELDS, items), strict=True):
                pass
        except (KeyError, TypeError, ValueError):
            return None
        return made
