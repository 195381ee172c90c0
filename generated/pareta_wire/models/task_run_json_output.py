# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunJsonOutput."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import RECORDS, JsonObject, Model, empty_list, expect_object, make_tables, new
from ..records import Records, decode_records
from .field_basis import FieldBasis, decode_field_basis
from .mcp_tool_call import McpToolCall, decode_mcp_tool_call


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunJsonOutput(Model):
    """Output that is an object."""

    content: JsonObject
    basis: Records[FieldBasis] = attrs.field(factory=empty_list, metadata={RECORDS: decode_field_basis})
    """What each field of the content rests on."""
    mcp_tool_calls: Records[McpToolCall] = attrs.field(
        factory=empty_list, metadata={RECORDS: decode_mcp_tool_call}
    )
    """Calls that the run made to tool servers."""
    output_schema: JsonObject | None = None
    """JSON Schema that the server chose for the content. Only when it was left to the server."""
    beta_fields: JsonObject | None = None
    """Fields of beta features. Deprecated. Deprecated."""
    type: Literal["json"] = "json"
    """Always `json`."""

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
        self.basis = decode_records(data.get("basis"), decode_field_basis, "TaskRunJsonOutput.basis")
        self.mcp_tool_calls = decode_records(
            data.get("mcp_tool_calls"), decode_mcp_tool_call, "TaskRunJsonOutput.mcp_tool_calls"
        )
        self.output_schema = data.get("output_schema")
        self.beta_fields = data.get("beta_fields")
        self.type = data.get("type")
        return self


decode_task_run_json_output = TaskRunJsonOutput.from_dict
"""Decode a `TaskRunJsonOutput`."""
