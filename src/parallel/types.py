"""The types that the Task API's client returns: generated models, and results with a typed output. Pure.

Every object gives access to the server's record: `obj.to_dict()`, `obj["key"]` and `obj.get("key")`, including fields
that this SDK does not know. `obj.response` has the status, headers and request id of its response.
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
"""An output as the API returns it: text, or a JSON object."""

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
    """The output of a run with its sources.

    Example:
        ```python
        result = client.task_run.execute(input="United Nations", processor="base", output=Company)
        print(result.output.parsed)
        for field in result.output.basis:
            print(field.field, field.confidence)
        ```
    """

    parsed: T
    """The output as an instance of the output type; the same as `content` without one."""
    type: str
    """`text` or `json`. The API may add others."""
    content: Content
    """The output as the API returned it."""
    basis: list[FieldBasis]
    """For each field its citations with excerpts, the reasoning, and the confidence."""
    mcp_tool_calls: list[McpToolCall] | None = None
    output_schema: dict[str, Any] | None = None
    """The schema that the service chose, if the run left it to the service."""
    raw: Model = field(factory=Unknown, repr=False, eq=False)
    """The record as the server sent it."""

    def to_dict(self) -> dict[str, Any]:
        """Return the server's record."""
        return self.raw.to_dict()

    def __getitem__(self, key: str) -> Any:
        return self.raw[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Return the raw value of a member of the record.

        Args:
            key: The name of the member.
            default: What to return if there is none.
        """
        return self.raw.get(key, default)


@frozen
class TaskRunResult(Generic[T]):
    """A run that has ended, and its output.

    Example:
        ```python
        result = client.task_run.result(run.run_id)
        print(result.run.status, result.output.content)
        ```
    """

    run: TaskRun
    output: TaskRunOutput[T]
    raw: wire.TaskRunResult = field(repr=False, eq=False)
    """The record as the server sent it."""

    @property
    def response(self) -> ResponseInfo | None:
        """The status, headers and request id of the response."""
        return self.raw.response

    def to_dict(self) -> dict[str, Any]:
        """Return the server's record."""
        return self.raw.to_dict()

    def __getitem__(self, key: str) -> Any:
        return self.raw[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Return the raw value of a member of the record.

        Args:
            key: The name of the member.
            default: What to return if there is none.
        """
        return self.raw.get(key, default)


def with_parsed(raw: wire.TaskRunResult, parsed: T) -> TaskRunResult[T]:
    """Return a result with its parsed output.

    Args:
        raw: The result as the server sent it.
        parsed: Its output as an instance of the output type.
    """

    def member(name: str) -> Any:
        # An output of an unknown type has whatever members it has.
        return getattr(raw.output, name, None)

    output = TaskRunOutput(
        parsed=parsed,
        type=member("type"),
        content=member("content"),
        basis=[] if member("basis") is None else member("basis"),
        mcp_tool_calls=member("mcp_tool_calls"),
        output_schema=member("output_schema"),
        raw=raw.output,
    )
    return TaskRunResult(run=raw.run, output=output, raw=raw)
