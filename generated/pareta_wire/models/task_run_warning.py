# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunWarning."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonObject, Model, expect_object, new
from .task_run_warning_type import TaskRunWarningType


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunWarning(Model):
    """A problem that did not stop the run."""

    type: TaskRunWarningType
    message: str
    """What the problem is."""
    detail: JsonObject | None = None
    """More about it."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.type = data.get("type")
        self.message = data.get("message")
        self.detail = data.get("detail")
        return self


decode_task_run_warning = TaskRunWarning.from_dict
"""Decode a `TaskRunWarning`."""
