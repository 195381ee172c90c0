# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskErrorEvent."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

import attrs

from ..model import DecodeError, Model, Nested, new, null, record
from .task_run_error import TaskRunError

_error = TaskRunError.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class TaskErrorEvent(Model):
    """The stream failed."""

    error: TaskRunError
    type: Literal["error"] = "error"
    """Always `error`."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("error", "error", TaskRunError, False),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        value = data["error"] if "error" in data else null
        try:
            self.error = null if value is None else _error(value)
        except DecodeError as error:
            raise error.inside("TaskErrorEvent.error") from None
        self.type = data["type"] if "type" in data else null
        return self
