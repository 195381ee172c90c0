# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroupRuns."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, new, one, record
from .task_group_status import TaskGroupStatus


@attrs.define(slots=True, repr=False, eq=False)
class TaskGroupRuns(Model):
    """Runs that were added to a group."""

    status: TaskGroupStatus
    run_ids: list[str]
    """Ids of the new runs, in the order of the inputs."""
    run_cursor: str | None
    """Event id from which the stream of runs tells only these runs, and later ones."""
    event_cursor: str | None
    """Event id from which the stream of events tells only what came after."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.status = one(get("status"), TaskGroupStatus.from_dict, "TaskGroupRuns.status")
        self.run_ids = get("run_ids")
        self.run_cursor = get("run_cursor")
        self.event_cursor = get("event_cursor")
        return self
