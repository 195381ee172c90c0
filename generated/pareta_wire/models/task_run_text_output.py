# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunTextOutput."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import RECORDS, JsonObject, Model, empty_list, expect_object, make_tables, new
from ..records import Records, decode_records
from .field_basis import FieldBasis, decode_field_basis
from .mcp_tool_call import McpToolCall, decode_mcp_tool_call


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunTextOutput(Model):
    """Output that is plain text."""

    content: str
    """The output."""
    basis: Records[FieldBasis] = attrs.field(factory=empty_list, metadata={RECORDS: decode_field_basis})
    """The basis of the output."""
    mcp_tool_calls: Records[McpToolCall] = attrs.field(
        factory=empty_list, metadata={RECORDS: decode_mcp_tool_call}
    )
    """Calls that the run made to tool servers."""
    beta_fields: JsonObject | None = None
    """Fields of beta features. Deprecated. Deprecated."""
    type: Literal["text"] = "text"
    """Always `text`."""

    def __attrs_post_init__(self) -> None:
        make_tables(self)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.content = data.get("content")
        self.basis = decode_records(data.get("basis"), decode_field_basis, "TaskRunTextOutput.basis")
        self.mcp_tool_calls = decode_records(
            data.get("mcp_tool_calls"), decode_mcp_tool_call, "TaskRunTextOutput.mcp_tool_calls"
        )
        self.beta_fields = data.get("beta_fields")
        self.type = data.get("type")
        return self


decode_task_run_text_output = TaskRunTextOutput.from_dict
"""Decode a `TaskRunTextOutput`."""
