# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The union TaskGroupStreamEvent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..model import Unknown, decode_union
from .task_error_event import TaskErrorEvent, decode_task_error_event
from .task_group_status_event import TaskGroupStatusEvent, decode_task_group_status_event
from .task_run_event import TaskRunEvent, decode_task_run_event

TaskGroupStreamEvent: TypeAlias = TaskRunEvent | TaskGroupStatusEvent | TaskErrorEvent | Unknown
"""One event of a group."""

_VARIANTS: dict[str, Callable[[object], TaskRunEvent | TaskGroupStatusEvent | TaskErrorEvent]] = {
    "task_run.state": decode_task_run_event,
    "task_group_status": decode_task_group_status_event,
    "error": decode_task_error_event,
}


def decode_task_group_stream_event(data: object) -> TaskGroupStreamEvent:
    """Decode the variant that `type` names. An unknown one becomes `Unknown`."""
    return decode_union(data, "TaskGroupStreamEvent", "type", _VARIANTS)
