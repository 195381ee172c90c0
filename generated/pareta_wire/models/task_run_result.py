# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunResult."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import attrs

from ..model import DecodeError, Model, Nested, new, null, record
from .task_run import TaskRun
from .task_run_output import decode_task_run_output

if TYPE_CHECKING:
    from .task_run_output import TaskRunOutput

_run = TaskRun.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunResult(Model):
    """A finished run and its output."""

    run: TaskRun
    output: TaskRunOutput

    _nested: ClassVar[tuple[Nested, ...] | None] = None

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        value = data["run"] if "run" in data else null
        try:
            self.run = null if value is None else _run(value)
        except DecodeError as error:
            raise error.inside("TaskRunResult.run") from None
        value = data["output"] if "output" in data else null
        try:
            self.output = null if value is None else decode_task_run_output(value)
        except DecodeError as error:
            raise error.inside("TaskRunResult.output") from None
        return self
