"""The types that the Task API's client returns: generated models, and those of `parallel.outputs`. Pure.

Every object gives access to the server's record: `obj.to_dict()`, `obj["key"]` and `obj.get("key")`, including fields
that this SDK does not know. `obj.response` has the status, headers and request id of its response.
"""

from __future__ import annotations

from typing import TypeAlias

from parallel.group_results import GroupResult as GroupResult
from parallel.outputs import Content as Content
from parallel.outputs import E
from parallel.outputs import TaskRunEvent as TaskRunEvent
from parallel.outputs import TaskRunJsonOutput as TaskRunJsonOutput
from parallel.outputs import TaskRunOutput as TaskRunOutput
from parallel.outputs import TaskRunResult as TaskRunResult
from parallel.outputs import TaskRunTextOutput as TaskRunTextOutput
from parallel.outputs import with_parsed as with_parsed
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
from pareta_wire.models import TaskRunInput as TaskRunInput
from pareta_wire.models import TaskRunProgressMessageEvent as TaskRunProgressMessageEvent
from pareta_wire.models import TaskRunProgressStatsEvent as TaskRunProgressStatsEvent
from pareta_wire.models import TaskRunWarning as TaskRunWarning
from pareta_wire.models import TaskSpec as TaskSpec
from pareta_wire.models import TextSchema as TextSchema
from pareta_wire.models import Webhook as Webhook
from pareta_wire.records import Records as Records

# fmt: off
__all__ = [
    "AutoSchema", "Citation", "Content", "FieldBasis", "GroupEvent", "GroupResult", "GroupRunsEvent", "JsonSchema",
    "McpServer", "McpToolCall", "Records", "RunEvent", "SourcePolicy", "SourceStats", "TaskErrorEvent", "TaskGroup",
    "TaskGroupRuns", "TaskGroupStatus", "TaskGroupStatusEvent", "TaskRun", "TaskRunError", "TaskRunEvent",
    "TaskRunInput", "TaskRunJsonOutput", "TaskRunOutput", "TaskRunProgressMessageEvent",
    "TaskRunProgressStatsEvent", "TaskRunResult", "TaskRunTextOutput", "TaskRunWarning", "TaskSpec",
    "TextSchema", "Unknown", "Webhook",
]
# fmt: on

RunEvent: TypeAlias = (
    TaskRunEvent[Content] | TaskRunProgressStatsEvent | TaskRunProgressMessageEvent | TaskErrorEvent | Unknown
)
"""An event of one run."""
GroupRunsEvent: TypeAlias = TaskRunEvent[E] | TaskErrorEvent | Unknown
"""A run of a group, whose output has an `E` as `parsed`."""
GroupEvent: TypeAlias = TaskGroupStatusEvent | TaskRunEvent[Content] | TaskErrorEvent | Unknown
"""An event of a group."""
