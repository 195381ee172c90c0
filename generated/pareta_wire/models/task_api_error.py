# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskApiError."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonValue, Model, new, one, record
from .task_run_error import TaskRunError


@attrs.define(slots=True, repr=False, eq=False)
class TaskApiError(Model):
    """Body of a refused request. Group routes fill `detail` instead of `error`."""

    type: str | None = None
    """Always `error` where it is sent."""
    error: TaskRunError | None = None
    """What went wrong."""
    detail: JsonValue | None = None
    """A list of ValidationIssue objects, sent by group routes."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.type = get("type")
        self.error = one(get("error"), TaskRunError.from_dict, "TaskApiError.error")
        self.detail = get("detail")
        return self
