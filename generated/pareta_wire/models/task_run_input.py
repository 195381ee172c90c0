# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunInput."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, JsonObject, JsonValue, Model, Nested, many, new, null, record
from .advanced_settings import AdvancedSettings
from .mcp_server import McpServer
from .source_policy import SourcePolicy
from .task_spec import TaskSpec
from .webhook import Webhook

if TYPE_CHECKING:
    from .task_processor import TaskProcessor

_task_spec = TaskSpec.from_dict
_source_policy = SourcePolicy.from_dict
_advanced_settings = AdvancedSettings.from_dict
_mcp_servers = McpServer.from_dict
_webhook = Webhook.from_dict


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

    _nested: ClassVar[tuple[Nested, ...] | None] = (
        ("task_spec", "task_spec", TaskSpec, False),
        ("source_policy", "source_policy", SourcePolicy, False),
        ("advanced_settings", "advanced_settings", AdvancedSettings, False),
        ("mcp_servers", "mcp_servers", McpServer, True),
        ("webhook", "webhook", Webhook, False),
    )

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.processor = data["processor"] if "processor" in data else null
        self.input = data["input"] if "input" in data else null
        value = data["task_spec"] if "task_spec" in data else null
        try:
            self.task_spec = null if value is None else _task_spec(value)
        except DecodeError as error:
            raise error.inside("TaskRunInput.task_spec") from None
        self.metadata = data["metadata"] if "metadata" in data else null
        value = data["source_policy"] if "source_policy" in data else null
        try:
            self.source_policy = null if value is None else _source_policy(value)
        except DecodeError as error:
            raise error.inside("TaskRunInput.source_policy") from None
        value = data["advanced_settings"] if "advanced_settings" in data else null
        try:
            self.advanced_settings = null if value is None else _advanced_settings(value)
        except DecodeError as error:
            raise error.inside("TaskRunInput.advanced_settings") from None
        self.previous_interaction_id = (
            data["previous_interaction_id"] if "previous_interaction_id" in data else null
        )
        value = data["mcp_servers"] if "mcp_servers" in data else null
        if value is None:
            self.mcp_servers = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.mcp_servers = [_mcp_servers(value[0])]
            except DecodeError as error:
                raise error.inside("TaskRunInput.mcp_servers[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not McpServer._fit(value):
            self.mcp_servers = many(value, _mcp_servers, "TaskRunInput.mcp_servers")
        self.enable_events = data["enable_events"] if "enable_events" in data else null
        value = data["webhook"] if "webhook" in data else null
        try:
            self.webhook = null if value is None else _webhook(value)
        except DecodeError as error:
            raise error.inside("TaskRunInput.webhook") from None
        return self
