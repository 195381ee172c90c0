# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunEvent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self

import attrs

from ..model import Model, new, one, record
from .task_run import TaskRun
from .task_run_input import TaskRunInput
from .task_run_output import decode_task_run_output

if TYPE_CHECKING:
    from .task_run_output import TaskRunOutput


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
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.event_id = get("event_id")
        self.run = one(get("run"), TaskRun.from_dict, "TaskRunEvent.run")
        self.input = one(get("input"), TaskRunInput.from_dict, "TaskRunEvent.input")
        self.output = one(get("output"), decode_task_run_output, "TaskRunEvent.output")
        self.type = get("type")
        return self
