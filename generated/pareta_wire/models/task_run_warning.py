# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunWarning."""

from __future__ import annotations

from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Self

import attrs

from ..model import JsonObject, Model, new, null, record

if TYPE_CHECKING:
    from .task_run_warning_type import TaskRunWarningType

_FIELDS = itemgetter("type", "message", "detail")


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunWarning(Model):
    """Something odd that did not stop the run."""

    type: TaskRunWarningType
    message: str
    """What is odd."""
    detail: JsonObject | None = None
    """More about it."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.type = data["type"] if "type" in data else null
        self.message = data["message"] if "message" in data else null
        self.detail = data["detail"] if "detail" in data else null
        return self

    @classmethod
    def _alike(cls, items: Any) -> list[Any] | None:
        self: Self
        if items.__class__ is not list:
            return None
        try:
            made: list[Any] = list(map(new, repeat(cls, len(items))))
            for self, self._data, (self.type, self.message, self.detail) in zip(
                made, items, map(_FIELDS, items), strict=True
            ):
                pass
        except (KeyError, TypeError, ValueError):
            return None
        return made
