# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskErrorEvent."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import DecodeError, Model, expect_object, new, null
from .task_run_error import TaskRunError, decode_task_run_error


@attrs.define(slots=True, repr=False, eq=False)
class TaskErrorEvent(Model):
    """The stream failed."""

    error: TaskRunError
    type: Literal["error"] = "error"
    """Always `error`."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        value = data.get("error")
        try:
            self.error = null if value is None else decode_task_run_error(value)
        except DecodeError as error:
            raise error.within("TaskErrorEvent.error") from None
        self.type = data.get("type")
        return self


decode_task_error_event = TaskErrorEvent.from_dict
"""Decode a `TaskErrorEvent`."""
