# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunJsonOutput."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import JsonObject, Model, many, new, record
from .field_basis import FieldBasis
from .mcp_tool_call import McpToolCall


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunJsonOutput(Model):
    """Output that is an object."""

    content: JsonObject
    basis: list[FieldBasis]
    """What each field of the content rests on."""
    mcp_tool_calls: list[McpToolCall] | None = None
    """Calls that the run made to tool servers."""
    output_schema: JsonObject | None = None
    """JSON Schema that the server chose for the content. Only when it was left to the server."""
    beta_fields: JsonObject | None = None
    """Fields of beta features. Deprecated. Deprecated."""
    type: Literal["json"] = "json"
    """Always `json`."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.content = get("content")
        self.basis = many(get("basis"), FieldBasis.from_dict, "TaskRunJsonOutput.basis")
        self.mcp_tool_calls = many(
            get("mcp_tool_calls"), McpToolCall.from_dict, "TaskRunJsonOutput.mcp_tool_calls"
        )
        self.output_schema = get("output_schema")
        self.beta_fields = get("beta_fields")
        self.type = get("type")
        return self
