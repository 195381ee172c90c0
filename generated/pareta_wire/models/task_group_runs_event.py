# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The union TaskGroupRunsEvent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..model import Unknown, choose
from .task_error_event import TaskErrorEvent
from .task_run_event import TaskRunEvent

TaskGroupRunsEvent: TypeAlias = TaskRunEvent | TaskErrorEvent | Unknown
"""One run of a group, as its stream of runs tells it."""

_VARIANTS: dict[str, Callable[[object], TaskRunEvent | TaskErrorEvent]] = {
    "task_run.state": TaskRunEvent.from_dict,
    "error": TaskErrorEvent.from_dict,
}


def decode_task_group_runs_event(data: object) -> TaskGroupRunsEvent:
    """Decode the variant that `type` names."""
    return choose(data, "TaskGroupRunsEvent", "type", _VARIANTS)
