# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroup."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import DecodeError, JsonObject, Model, Nested, new, null, record
from .task_group_status import TaskGroupStatus

_status = TaskGroupStatus.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class TaskGroup(Model):
    """Many runs under one id."""

    taskgroup_id: str
    """Id of the group, `tgrp_…`."""
    status: TaskGroupStatus
    created_at: str | None
    """When the group was created."""
    metadata: JsonObject | None = None
    """The labels that the group was created with."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("status", "status", TaskGroupStatus, False),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.taskgroup_id = data["taskgroup_id"] if "taskgroup_id" in data else null
        value = data["status"] if "status" in data else null
        try:
            self.status = null if value is None else _status(value)
        except DecodeError as error:
            raise error.inside("TaskGroup.status") from None
        self.created_at = data["created_at"] if "created_at" in data else null
        self.metadata = data["metadata"] if "metadata" in data else null
        return self
