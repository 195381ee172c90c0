# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The union TaskRunOutput."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..model import Unknown, decode_union
from .task_run_json_output import TaskRunJsonOutput, decode_task_run_json_output
from .task_run_text_output import TaskRunTextOutput, decode_task_run_text_output

TaskRunOutput: TypeAlias = TaskRunJsonOutput | TaskRunTextOutput | Unknown
"""Output of a run, as an object or as text."""

_VARIANTS: dict[str, Callable[[object], TaskRunJsonOutput | TaskRunTextOutput]] = {
    "json": decode_task_run_json_output,
    "text": decode_task_run_text_output,
}


def decode_task_run_output(data: object) -> TaskRunOutput:
    """Decode the variant that `type` names. An unknown one becomes `Unknown`."""
    return decode_union(data, "TaskRunOutput", "type", _VARIANTS)
