# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroupRunsInput."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, Model, Nested, many, new, null, record
from .task_run_input import TaskRunInput
from .task_spec import TaskSpec

_inputs = TaskRunInput.from_dict
_default_task_spec = TaskSpec.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class TaskGroupRunsInput(Model):
    """Runs to add to a group."""

    inputs: list[TaskRunInput]
    """The runs to start, at most 1,000 in one request."""
    default_task_spec: TaskSpec | None = None
    """Spec for those runs that bring none of their own."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (
        ("inputs", "inputs", TaskRunInput, True),
        ("default_task_spec", "default_task_spec", TaskSpec, False),
    )

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        value = data["inputs"] if "inputs" in data else null
        if value is None:
            self.inputs = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.inputs = [_inputs(value[0])]
            except DecodeError as error:
                raise error.inside("TaskGroupRunsInput.inputs[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not TaskRunInput._fit(value):
            self.inputs = many(value, _inputs, "TaskGroupRunsInput.inputs")
        value = data["default_task_spec"] if "default_task_spec" in data else null
        try:
            self.default_task_spec = null if value is None else _default_task_spec(value)
        except DecodeError as error:
            raise error.inside("TaskGroupRunsInput.default_task_spec") from None
        return self
