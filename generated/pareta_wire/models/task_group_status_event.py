# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroupStatusEvent."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

import attrs

from ..model import DecodeError, Model, Nested, new, null, record
from .task_group_status import TaskGroupStatus

_status = TaskGroupStatus.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class TaskGroupStatusEvent(Model):
    """A group changed its status."""

    event_id: str
    """Cursor of the event."""
    status: TaskGroupStatus
    type: Literal["task_group_status"] = "task_group_status"
    """Always `task_group_status`."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("status", "status", TaskGroupStatus, False),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.event_id = data["event_id"] if "event_id" in data else null
        value = data["status"] if "status" in data else null
        try:
            self.status = null if value is None else _status(value)
        except DecodeError as error:
            raise error.inside("TaskGroupStatusEvent.status") from None
        self.type = data["type"] if "type" in data else null
        return self
