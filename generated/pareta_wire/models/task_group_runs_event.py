# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The union TaskGroupRunsEvent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..model import Unknown, decode_union
from .task_error_event import TaskErrorEvent, decode_task_error_event
from .task_run_event import TaskRunEvent, decode_task_run_event

TaskGroupRunsEvent: TypeAlias = TaskRunEvent | TaskErrorEvent | Unknown
"""One run of a group, as an event of its stream of runs."""

_VARIANTS: dict[str, Callable[[object], TaskRunEvent | TaskErrorEvent]] = {
    "task_run.state": decode_task_run_event,
    "error": decode_task_error_event,
}


def decode_task_group_runs_event(data: object) -> TaskGroupRunsEvent:
    """Decode the variant that `type` names. An unknown one becomes `Unknown`."""
    return decode_union(data, "TaskGroupRunsEvent", "type", _VARIANTS)
