# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The union TaskRunStreamEvent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..model import Unknown, decode_union
from .task_error_event import TaskErrorEvent, decode_task_error_event
from .task_run_event import TaskRunEvent, decode_task_run_event
from .task_run_progress_message_event import (
    TaskRunProgressMessageEvent,
    decode_task_run_progress_message_event,
)
from .task_run_progress_stats_event import TaskRunProgressStatsEvent, decode_task_run_progress_stats_event

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
    "task_run.progress_msg.plan": decode_task_run_progress_message_event,
    "task_run.progress_msg.search": decode_task_run_progress_message_event,
    "task_run.progress_msg.result": decode_task_run_progress_message_event,
    "task_run.progress_msg.tool_call": decode_task_run_progress_message_event,
    "task_run.progress_msg.tool": decode_task_run_progress_message_event,
    "task_run.progress_msg.exec_status": decode_task_run_progress_message_event,
    "task_run.progress_msg.extract": decode_task_run_progress_message_event,
    "task_run.progress_stats": decode_task_run_progress_stats_event,
    "task_run.state": decode_task_run_event,
    "error": decode_task_error_event,
}
_PREFIXES: dict[
    str,
    Callable[
        [object], TaskRunProgressMessageEvent | TaskRunProgressStatsEvent | TaskRunEvent | TaskErrorEvent
    ],
] = {"task_run.progress_msg.": decode_task_run_progress_message_event}


def decode_task_run_stream_event(data: object) -> TaskRunStreamEvent:
    """Decode the variant that `type` names. An unknown one becomes `Unknown`."""
    return decode_union(data, "TaskRunStreamEvent", "type", _VARIANTS, _PREFIXES)
