# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroupRuns."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, Model, empty_list, expect_object, new, null
from .task_group_status import TaskGroupStatus, decode_task_group_status


@attrs.define(slots=True, repr=False, eq=False)
class TaskGroupRuns(Model):
    """Runs that were added to a group."""

    status: TaskGroupStatus
    run_cursor: str | None
    """Event id after which the stream of runs has only these runs and later ones."""
    event_cursor: str | None
    """Event id after which the stream of events has only later events."""
    run_ids: list[str] = attrs.field(factory=empty_list)
    """Ids of the new runs, in the order of the inputs."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        value = data.get("status")
        try:
            self.status = null if value is None else decode_task_group_status(value)
        except DecodeError as error:
            raise error.within("TaskGroupRuns.status") from None
        self.run_cursor = data.get("run_cursor")
        self.event_cursor = data.get("event_cursor")
        value = data.get("run_ids")
        self.run_ids = [] if value is None else value
        return self


decode_task_group_runs = TaskGroupRuns.from_dict
"""Decode a `TaskGroupRuns`."""
