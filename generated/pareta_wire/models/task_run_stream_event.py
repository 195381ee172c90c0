# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The union TaskRunStreamEvent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..model import Unknown, choose
from .task_error_event import TaskErrorEvent
from .task_run_event import TaskRunEvent
from .task_run_progress_message_event import TaskRunProgressMessageEvent
from .task_run_progress_stats_event import TaskRunProgressStatsEvent

TaskRunStreamEvent: TypeAlias = (
    TaskRunProgressMessageEvent | TaskRunProgressStatsEvent | TaskRunEvent | TaskErrorEvent | Unknown
)
"""One event of a run."""

_VARIANTS: dict[
    str,
    Callable[
        [object], TaskRunProgressMessageEvent | TaskRunProgressStatsEvent | TaskRunEvent | TaskErrorEvent
    ],
] = {
    "task_run.progress_msg.plan": TaskRunProgressMessageEvent.from_dict,
    "task_run.progress_msg.search": TaskRunProgressMessageEvent.from_dict,
    "task_run.progress_msg.result": TaskRunProgressMessageEvent.from_dict,
    "task_run.progress_msg.tool_call": TaskRunProgressMessageEvent.from_dict,
    "task_run.progress_msg.tool": TaskRunProgressMessageEvent.from_dict,
    "task_run.progress_msg.exec_status": TaskRunProgressMessageEvent.from_dict,
    "task_run.progress_stats": TaskRunProgressStatsEvent.from_dict,
    "task_run.state": TaskRunEvent.from_dict,
    "error": TaskErrorEvent.from_dict,
}
_PREFIXES: dict[
    str,
    Callable[
        [object], TaskRunProgressMessageEvent | TaskRunProgressStatsEvent | TaskRunEvent | TaskErrorEvent
    ],
] = {"task_run.progress_msg.": TaskRunProgressMessageEvent.from_dict}


def decode_task_run_stream_event(data: object) -> TaskRunStreamEvent:
    """Decode the variant that `type` names."""
    return choose(data, "TaskRunStreamEvent", "type", _VARIANTS, _PREFIXES)
