"""What the Task API's client gives back: the generated models, and results with a typed answer. No I/O.

Every object gives the server's own record as `obj.to_dict()`, `obj["key"]` and `obj.get("key")`, fields that this
SDK does not know included, and the answer's status, headers and request id as `obj.response`.
"""

from __future__ import annotations

from typing import Any, Generic, TypeAlias, TypeVar

from attrs import field, frozen

from pareta_wire import models as wire
from pareta_wire.model import Model
from pareta_wire.model import Unknown as Unknown
from pareta_wire.models import AutoSchema as AutoSchema
from pareta_wire.models import Citation as Citation
from pareta_wire.models import FieldBasis as FieldBasis
from pareta_wire.models import JsonSchema as JsonSchema
from pareta_wire.models import McpServer as McpServer
from pareta_wire.models import McpToolCall as McpToolCall
from pareta_wire.models import SourcePolicy as SourcePolicy
from pareta_wire.models import SourceStats as SourceStats
from pareta_wire.models import TaskErrorEvent as TaskErrorEvent
from pareta_wire.models import TaskGroup as TaskGroup
from pareta_wire.models import TaskGroupRuns as TaskGroupRuns
from pareta_wire.models import TaskGroupStatus as TaskGroupStatus
from pareta_wire.models import TaskGroupStatusEvent as TaskGroupStatusEvent
from pareta_wire.models import TaskRun as TaskRun
from pareta_wire.models import TaskRunError as TaskRunError
from pareta_wire.models import TaskRunEvent as TaskRunEvent
from pareta_wire.models import TaskRunInput as TaskRunInput
from pareta_wire.models import TaskRunJsonOutput as TaskRunJsonOutput
from pareta_wire.models import TaskRunProgressMessageEvent as TaskRunProgressMessageEvent
from pareta_wire.models import TaskRunProgressStatsEvent as TaskRunProgressStatsEvent
from pareta_wire.models import TaskRunTextOutput as TaskRunTextOutput
from pareta_wire.models import TaskRunWarning as TaskRunWarning
from pareta_wire.models import TaskSpec as TaskSpec
from pareta_wire.models import TextSchema as TextSchema
from pareta_wire.models import Webhook as Webhook
from pareta_wire.operation import ResponseInfo

# fmt: off
__all__ = [
    "AutoSchema", "Citation", "Content", "FieldBasis", "GroupEvent", "GroupRunsEvent", "JsonSchema",
    "McpServer", "McpToolCall", "RunEvent", "SourcePolicy", "SourceStats", "TaskErrorEvent", "TaskGroup",
    "TaskGroupRuns", "TaskGroupStatus", "TaskGroupStatusEvent", "TaskRun", "TaskRunError", "TaskRunEvent",
    "TaskRunInput", "TaskRunJsonOutput", "TaskRunOutput", "TaskRunProgressMessageEvent",
    "TaskRunProgressStatsEvent", "TaskRunResult", "TaskRunTextOutput", "TaskRunWarning", "TaskSpec",
    "TextSchema", "Unknown", "Webhook",
]
# fmt: on

T = TypeVar("T")

Content: TypeAlias = str | dict[str, Any]
"""An answer as the API gives it: text, or a JSON object."""

RunEvent: TypeAlias = (
    TaskRunEvent | TaskRunProgressStatsEvent | TaskRunProgressMessageEvent | TaskErrorEvent | Unknown
)
"""An event of one run."""
GroupRunsEvent: TypeAlias = TaskRunEvent | TaskErrorEvent | Unknown
"""A run of a group."""
GroupEvent: TypeAlias = TaskGroupStatusEvent | TaskRunEvent | TaskErrorEvent | Unknown
"""An event of a group."""


@frozen
class TaskRunOutput(Generic[T]):
    """An answer and what it stands on."""

    parsed: T
    """The answer as what was asked for: an instance of the output type; else the same as `content`."""
    type: str
    """`text` or `json`; more may come."""
    content: Content
    """The answer as the API gave it."""
    basis: list[FieldBasis]
    """For each field its citations with excerpts, the reasoning, and how confident the service is."""
    mcp_tool_calls: list[McpToolCall] | None = None
    output_schema: dict[str, Any] | None = None
    """The schema that the service chose, where it was left to it."""
    raw: Model = field(factory=Unknown, repr=False, eq=False)
    """The record as the server sent it."""

    def to_dict(self) -> dict[str, Any]:
        """The server's own record."""
        return self.raw.to_dict()

    def __getitem__(self, key: str) -> Any:
        return self.raw[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The raw value of a field of the record."""
        return self.raw.get(key, default)


@frozen
class TaskRunResult(Generic[T]):
    """A run that has ended, and its answer: `result.output.parsed`."""

    run: TaskRun
    output: TaskRunOutput[T]
    raw: wire.TaskRunResult = field(repr=False, eq=False)
    """The record as the server sent it."""

    @property
    def response(self) -> ResponseInfo | None:
        """Status, headers and request id of the answer."""
        return self.raw.response

    def to_dict(self) -> dict[str, Any]:
        """The server's own record."""
        return self.raw.to_dict()

    def __getitem__(self, key: str) -> Any:
        return self.raw[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The raw value of a field of the record."""
        return self.raw.get(key, default)


def with_parsed(raw: wire.TaskRunResult, parsed: T) -> TaskRunResult[T]:
    """Return a result with its parsed content."""
    # A kind of output that the spec does not list may lack any of these.
    names = ("type", "content", "basis", "mcp_tool_calls", "output_schema")
    members: dict[str, Any] = {name: getattr(raw.output, name, None) for name in names}
    if members["basis"] is None:
        members["basis"] = []
    return TaskRunResult(raw.run, TaskRunOutput(parsed, **members, raw=raw.output), raw)
