# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunEvent."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import DecodeError, Model, expect_object, new, null
from .task_run import TaskRun, decode_task_run
from .task_run_input import TaskRunInput, decode_task_run_input
from .task_run_output import TaskRunOutput, decode_task_run_output


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunEvent(Model):
    """A run changed its state."""

    event_id: str | None
    """Cursor of the event. Empty outside groups."""
    run: TaskRun
    input: TaskRunInput | None = None
    """What the run was asked. Only when it was wished for."""
    output: TaskRunOutput | None = None
    """The run's output. Only for a finished run, and in groups only when it was wished for."""
    type: Literal["task_run.state"] = "task_run.state"
    """Always `task_run.state`."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.event_id = data.get("event_id")
        value = data.get("run")
        try:
            self.run = null if value is None else decode_task_run(value)
        except DecodeError as error:
            raise error.within("TaskRunEvent.run") from None
        value = data.get("input")
        try:
            self.input = null if value is None else decode_task_run_input(value)
        except DecodeError as error:
            raise error.within("TaskRunEvent.input") from None
        value = data.get("output")
        try:
            self.output = null if value is None else decode_task_run_output(value)
        except DecodeError as error:
            raise error.within("TaskRunEvent.output") from None
        self.type = data.get("type")
        return self


decode_task_run_event = TaskRunEvent.from_dict
"""Decode a `TaskRunEvent`."""
