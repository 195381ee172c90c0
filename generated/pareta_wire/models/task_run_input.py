# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunInput."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, JsonObject, Model, decode_list, expect_object, new, null
from .advanced_settings import AdvancedSettings, decode_advanced_settings
from .mcp_server import McpServer, decode_mcp_server
from .source_policy import SourcePolicy, decode_source_policy
from .task_processor import TaskProcessor
from .task_spec import TaskSpec, decode_task_spec
from .webhook import Webhook, decode_webhook


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunInput(Model):
    """What to research, how, and what the output should look like."""

    processor: TaskProcessor
    input: str | JsonObject
    """The question. Either a text or an object that fits the spec's input schema."""
    task_spec: TaskSpec | None = None
    """Shapes of input and output. Without it the server chooses the output's shape."""
    metadata: JsonObject | None = None
    """Your own labels, returned as they are. Keys have up to 16 characters; values are texts of up to 512
    characters, numbers or booleans.
    """
    source_policy: SourcePolicy | None = None
    """Which web sources may be used."""
    advanced_settings: AdvancedSettings | None = None
    """Settings that few runs need."""
    previous_interaction_id: str | None = None
    """Interaction whose context this run goes on from."""
    memory_scope_key: str | None = None
    """Names a memory that runs with the same key share: 1 to 128 letters, digits, hyphens and underscores."""
    mcp_servers: list[McpServer] | None = None
    """Tool servers that the run may call."""
    enable_events: bool | None = None
    """Whether the run reports its progress. The server takes true from processor `pro` up."""
    webhook: Webhook | None = None
    """Where to report changes of the run's status."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.processor = data.get("processor")
        self.input = data.get("input")
        value = data.get("task_spec")
        try:
            self.task_spec = null if value is None else decode_task_spec(value)
        except DecodeError as error:
            raise error.within("TaskRunInput.task_spec") from None
        self.metadata = data.get("metadata")
        value = data.get("source_policy")
        try:
            self.source_policy = null if value is None else decode_source_policy(value)
        except DecodeError as error:
            raise error.within("TaskRunInput.source_policy") from None
        value = data.get("advanced_settings")
        try:
            self.advanced_settings = null if value is None else decode_advanced_settings(value)
        except DecodeError as error:
            raise error.within("TaskRunInput.advanced_settings") from None
        self.previous_interaction_id = data.get("previous_interaction_id")
        self.memory_scope_key = data.get("memory_scope_key")
        value = data.get("mcp_servers")
        self.mcp_servers = (
            null if value is None else decode_list(value, decode_mcp_server, "TaskRunInput.mcp_servers")
        )
        self.enable_events = data.get("enable_events")
        value = data.get("webhook")
        try:
            self.webhook = null if value is None else decode_webhook(value)
        except DecodeError as error:
            raise error.within("TaskRunInput.webhook") from None
        return self


decode_task_run_input = TaskRunInput.from_dict
"""Decode a `TaskRunInput`."""
