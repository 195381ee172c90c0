# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunResult."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, Model, expect_object, new, null
from .task_run import TaskRun, decode_task_run
from .task_run_output import TaskRunOutput, decode_task_run_output


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunResult(Model):
    """A finished run and its output."""

    run: TaskRun
    output: TaskRunOutput

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        value = data.get("run")
        try:
            self.run = null if value is None else decode_task_run(value)
        except DecodeError as error:
            raise error.within("TaskRunResult.run") from None
        value = data.get("output")
        try:
            self.output = null if value is None else decode_task_run_output(value)
        except DecodeError as error:
            raise error.within("TaskRunResult.output") from None
        return self


decode_task_run_result = TaskRunResult.from_dict
"""Decode a `TaskRunResult`."""
