# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroupRunsInput."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, many, new, one, record
from .task_run_input import TaskRunInput
from .task_spec import TaskSpec


@attrs.define(slots=True, repr=False, eq=False)
class TaskGroupRunsInput(Model):
    """Runs to add to a group."""

    inputs: list[TaskRunInput]
    """The runs to start, at most 1,000 in one request."""
    default_task_spec: TaskSpec | None = None
    """Spec for those runs that bring none of their own."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.inputs = many(get("inputs"), TaskRunInput.from_dict, "TaskGroupRunsInput.inputs")
        self.default_task_spec = one(
            get("default_task_spec"), TaskSpec.from_dict, "TaskGroupRunsInput.default_task_spec"
        )
        return self
