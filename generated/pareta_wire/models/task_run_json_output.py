# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunJsonOutput."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

import attrs

from ..model import LONG, DecodeError, JsonObject, Model, Nested, many, new, null, record
from .field_basis import FieldBasis
from .mcp_tool_call import McpToolCall

_basis = FieldBasis.from_dict
_mcp_tool_calls = McpToolCall.from_dict


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

    _nested: ClassVar[tuple[Nested, ...] | None] = (
        ("basis", "basis", FieldBasis, True),
        ("mcp_tool_calls", "mcp_tool_calls", McpToolCall, True),
    )

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.content = data["content"] if "content" in data else null
        value = data["basis"] if "basis" in data else null
        if value is None:
            self.basis = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.basis = [_basis(value[0])]
            except DecodeError as error:
                raise error.inside("TaskRunJsonOutput.basis[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not FieldBasis._fit(value):
            self.basis = many(value, _basis, "TaskRunJsonOutput.basis")
        value = data["mcp_tool_calls"] if "mcp_tool_calls" in data else null
        if value is None:
            self.mcp_tool_calls = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.mcp_tool_calls = [_mcp_tool_calls(value[0])]
            except DecodeError as error:
                raise error.inside("TaskRunJsonOutput.mcp_tool_calls[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not McpToolCall._fit(value):
            self.mcp_tool_calls = many(value, _mcp_tool_calls, "TaskRunJsonOutput.mcp_tool_calls")
        self.output_schema = data["output_schema"] if "output_schema" in data else null
        self.beta_fields = data["beta_fields"] if "beta_fields" in data else null
        self.type = data["type"] if "type" in data else null
        return self
