# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The union TaskRunOutput."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..model import Unknown, choose
from .task_run_json_output import TaskRunJsonOutput
from .task_run_text_output import TaskRunTextOutput

TaskRunOutput: TypeAlias = TaskRunJsonOutput | TaskRunTextOutput | Unknown
"""Output of a run, as an object or as text."""

_VARIANTS: dict[str, Callable[[object], TaskRunJsonOutput | TaskRunTextOutput]] = {
    "json": TaskRunJsonOutput.from_dict,
    "text": TaskRunTextOutput.from_dict,
}


def decode_task_run_output(data: object) -> TaskRunOutput:
    """Decode the variant that `type` names."""
    return choose(data, "TaskRunOutput", "type", _VARIANTS)
