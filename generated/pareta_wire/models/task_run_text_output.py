# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunTextOutput."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

import attrs

from ..model import LONG, DecodeError, JsonObject, Model, Nested, many, new, null, record
from .field_basis import FieldBasis
from .mcp_tool_call import McpToolCall

_basis = FieldBasis.from_dict
_mcp_tool_calls = McpToolCall.from_dict


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
                raise error.inside("TaskRunTextOutput.basis[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not FieldBasis._fit(value):
            self.basis = many(value, _basis, "TaskRunTextOutput.basis")
        value = data["mcp_tool_calls"] if "mcp_tool_calls" in data else null
        if value is None:
            self.mcp_tool_calls = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.mcp_tool_calls = [_mcp_tool_calls(value[0])]
            except DecodeError as error:
                raise error.inside("TaskRunTextOutput.mcp_tool_calls[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not McpToolCall._fit(value):
            self.mcp_tool_calls = many(value, _mcp_tool_calls, "TaskRunTextOutput.mcp_tool_calls")
        self.beta_fields = data["beta_fields"] if "beta_fields" in data else null
        self.type = data["type"] if "type" in data else null
        return self
