# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroupRuns."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import DecodeError, Model, Nested, new, null, record
from .task_group_status import TaskGroupStatus

_status = TaskGroupStatus.from_dict


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

    _nested: ClassVar[tuple[Nested, ...] | None] = (("status", "status", TaskGroupStatus, False),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        value = data["status"] if "status" in data else null
        try:
            self.status = null if value is None else _status(value)
        except DecodeError as error:
            raise error.inside("TaskGroupRuns.status") from None
        self.run_ids = data["run_ids"] if "run_ids" in data else null
        self.run_cursor = data["run_cursor"] if "run_cursor" in data else null
        self.event_cursor = data["event_cursor"] if "event_cursor" in data else null
        return self
