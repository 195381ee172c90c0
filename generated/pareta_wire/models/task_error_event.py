# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskErrorEvent."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import Model, new, one, record
from .task_run_error import TaskRunError


@attrs.define(slots=True, repr=False, eq=False)
class TaskErrorEvent(Model):
    """The stream failed."""

    error: TaskRunError
    type: Literal["error"] = "error"
    """Always `error`."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.error = one(get("error"), TaskRunError.from_dict, "TaskErrorEvent.error")
        self.type = get("type")
        return self
