# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskApiError."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import DecodeError, JsonValue, Model, Nested, new, null, record
from .task_run_error import TaskRunError

_error = TaskRunError.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class TaskApiError(Model):
    """Body of a refused request. Group routes fill `detail` instead of `error`."""

    type: str | None = None
    """Always `error` where it is sent."""
    error: TaskRunError | None = None
    """What went wrong."""
    detail: JsonValue | None = None
    """A list of ValidationIssue objects, sent by group routes."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("error", "error", TaskRunError, False),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.type = data["type"] if "type" in data else null
        value = data["error"] if "error" in data else null
        try:
            self.error = null if value is None else _error(value)
        except DecodeError as error:
            raise error.inside("TaskApiError.error") from None
        self.detail = data["detail"] if "detail" in data else null
        return self
