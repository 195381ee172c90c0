# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunEvent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

import attrs

from ..model import DecodeError, Model, Nested, new, null, record
from .task_run import TaskRun
from .task_run_input import TaskRunInput
from .task_run_output import decode_task_run_output

if TYPE_CHECKING:
    from .task_run_output import TaskRunOutput

_run = TaskRun.from_dict
_input = TaskRunInput.from_dict


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

    _nested: ClassVar[tuple[Nested, ...] | None] = None

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.event_id = data["event_id"] if "event_id" in data else null
        value = data["run"] if "run" in data else null
        try:
            self.run = null if value is None else _run(value)
        except DecodeError as error:
            raise error.inside("TaskRunEvent.run") from None
        value = data["input"] if "input" in data else null
        try:
            self.input = null if value is None else _input(value)
        except DecodeError as error:
            raise error.inside("TaskRunEvent.input") from None
        value = data["output"] if "output" in data else null
        try:
            self.output = null if value is None else decode_task_run_output(value)
        except DecodeError as error:
            raise error.inside("TaskRunEvent.output") from None
        self.type = data["type"] if "type" in data else null
        return self
