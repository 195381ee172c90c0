# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroupStatusEvent."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import DecodeError, Model, expect_object, new, null
from .task_group_status import TaskGroupStatus, decode_task_group_status


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
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.event_id = data.get("event_id")
        value = data.get("status")
        try:
            self.status = null if value is None else decode_task_group_status(value)
        except DecodeError as error:
            raise error.within("TaskGroupStatusEvent.status") from None
        self.type = data.get("type")
        return self


decode_task_group_status_event = TaskGroupStatusEvent.from_dict
"""Decode a `TaskGroupStatusEvent`."""
