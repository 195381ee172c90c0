# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunResult."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import attrs

from ..model import Model, new, one, record
from .task_run import TaskRun
from .task_run_output import decode_task_run_output

if TYPE_CHECKING:
    from .task_run_output import TaskRunOutput


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunResult(Model):
    """A finished run and its output."""

    run: TaskRun
    output: TaskRunOutput

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.run = one(get("run"), TaskRun.from_dict, "TaskRunResult.run")
        self.output = one(get("output"), decode_task_run_output, "TaskRunResult.output")
        return self
