# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunInput."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import attrs

from ..model import JsonObject, JsonValue, Model, many, new, one, record
from .advanced_settings import AdvancedSettings
from .mcp_server import McpServer
from .source_policy import SourcePolicy
from .task_spec import TaskSpec
from .webhook import Webhook

if TYPE_CHECKING:
    from .task_processor import TaskProcessor


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunInput(Model):
    """What to research, how, and what the answer should look like."""

    processor: TaskProcessor
    input: JsonValue
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
    mcp_servers: list[McpServer] | None = None
    """Tool servers that the run may call."""
    enable_events: bool | None = None
    """Whether the run reports its progress. The server takes true from processor `pro` up."""
    webhook: Webhook | None = None
    """Where to report changes of the run's status."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.processor = get("processor")
        self.input = get("input")
        self.task_spec = one(get("task_spec"), TaskSpec.from_dict, "TaskRunInput.task_spec")
        self.metadata = get("metadata")
        self.source_policy = one(get("source_policy"), SourcePolicy.from_dict, "TaskRunInput.source_policy")
        self.advanced_settings = one(
            get("advanced_settings"), AdvancedSettings.from_dict, "TaskRunInput.advanced_settings"
        )
        self.previous_interaction_id = get("previous_interaction_id")
        self.mcp_servers = many(get("mcp_servers"), McpServer.from_dict, "TaskRunInput.mcp_servers")
        self.enable_events = get("enable_events")
        self.webhook = one(get("webhook"), Webhook.from_dict, "TaskRunInput.webhook")
        return self
