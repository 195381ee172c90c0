# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskApiError."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, JsonValue, Model, expect_object, new, null
from .task_run_error import TaskRunError, decode_task_run_error


@attrs.define(slots=True, repr=False, eq=False)
class TaskApiError(Model):
    """Body of a refused request. Group routes fill `detail` instead of `error`."""

    type: str | None = None
    """Always `error` where it is sent."""
    error: TaskRunError | None = None
    """What went wrong."""
    detail: JsonValue | None = None
    """A list of ValidationIssue objects, sent by group routes."""
    message: str | None = None
    """What went wrong, where a gateway responds in place of the service."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.type = data.get("type")
        value = data.get("error")
        try:
            self.error = null if value is None else decode_task_run_error(value)
        except DecodeError as error:
            raise error.within("TaskApiError.error") from None
        self.detail = data.get("detail")
        self.message = data.get("message")
        return self


decode_task_api_error = TaskApiError.from_dict
"""Decode a `TaskApiError`."""
