# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroup."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonObject, Model, new, one, record
from .task_group_status import TaskGroupStatus


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

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.taskgroup_id = get("taskgroup_id")
        self.status = one(get("status"), TaskGroupStatus.from_dict, "TaskGroup.status")
        self.created_at = get("created_at")
        self.metadata = get("metadata")
        return self
