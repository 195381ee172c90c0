# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The union TaskGroupStreamEvent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..model import Unknown, choose
from .task_error_event import TaskErrorEvent
from .task_group_status_event import TaskGroupStatusEvent
from .task_run_event import TaskRunEvent

TaskGroupStreamEvent: TypeAlias = TaskRunEvent | TaskGroupStatusEvent | TaskErrorEvent | Unknown
"""One event of a group."""

_VARIANTS: dict[str, Callable[[object], TaskRunEvent | TaskGroupStatusEvent | TaskErrorEvent]] = {
    "task_run.state": TaskRunEvent.from_dict,
    "task_group_status": TaskGroupStatusEvent.from_dict,
    "error": TaskErrorEvent.from_dict,
}


def decode_task_group_stream_event(data: object) -> TaskGroupStreamEvent:
    """Decode the variant that `type` names."""
    return choose(data, "TaskGroupStreamEvent", "type", _VARIANTS)
