# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunTextOutput."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import JsonObject, Model, many, new, record
from .field_basis import FieldBasis
from .mcp_tool_call import McpToolCall


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunTextOutput(Model):
    """Output that is plain text."""

    content: str
    """The answer."""
    basis: list[FieldBasis]
    """What the answer rests on."""
    mcp_tool_calls: list[McpToolCall] | None = None
    """Calls that the run made to tool servers."""
    beta_fields: JsonObject | None = None
    """Fields of beta features. Deprecated. Deprecated."""
    type: Literal["text"] = "text"
    """Always `text`."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.content = get("content")
        self.basis = many(get("basis"), FieldBasis.from_dict, "TaskRunTextOutput.basis")
        self.mcp_tool_calls = many(
            get("mcp_tool_calls"), McpToolCall.from_dict, "TaskRunTextOutput.mcp_tool_calls"
        )
        self.beta_fields = get("beta_fields")
        self.type = get("type")
        return self
