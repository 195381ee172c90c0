# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroupStatusEvent."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import Model, new, one, record
from .task_group_status import TaskGroupStatus


@attrs.define(slots=True, repr=False, eq=False)
class TaskGroupStatusEvent(Model):
    """A group changed its status."""

    event_id: str
    """Cursor of the event."""
    status: TaskGroupStatus
    type: Literal["task_group_status"] = "task_group_status"
    """Always `task_group_status`."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.event_id = get("event_id")
        self.status = one(get("status"), TaskGroupStatus.from_dict, "TaskGroupStatusEvent.status")
        self.type = get("type")
        return self
