# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroupRunsInput."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, Model, decode_list, expect_object, new, null
from .task_run_input import TaskRunInput, decode_task_run_input
from .task_spec import TaskSpec, decode_task_spec


@attrs.define(slots=True, repr=False, eq=False)
class TaskGroupRunsInput(Model):
    """Runs to add to a group."""

    inputs: list[TaskRunInput]
    """The runs to start, at most 1,000 in one request."""
    default_task_spec: TaskSpec | None = None
    """Spec for runs that have none."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        value = data.get("inputs")
        self.inputs = (
            null if value is None else decode_list(value, decode_task_run_input, "TaskGroupRunsInput.inputs")
        )
        value = data.get("default_task_spec")
        try:
            self.default_task_spec = null if value is None else decode_task_spec(value)
        except DecodeError as error:
            raise error.within("TaskGroupRunsInput.default_task_spec") from None
        return self


decode_task_group_runs_input = TaskGroupRunsInput.from_dict
"""Decode a `TaskGroupRunsInput`."""
