# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroup."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, JsonObject, Model, expect_object, new, null
from .task_group_status import TaskGroupStatus, decode_task_group_status


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

    @property
    def task_group_id(self) -> str:
        """Return `taskgroup_id`, under its other name."""
        return self.taskgroup_id

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.taskgroup_id = data.get("taskgroup_id")
        value = data.get("status")
        try:
            self.status = null if value is None else decode_task_group_status(value)
        except DecodeError as error:
            raise error.within("TaskGroup.status") from None
        self.created_at = data.get("created_at")
        self.metadata = data.get("metadata")
        return self


decode_task_group = TaskGroup.from_dict
"""Decode a `TaskGroup`."""
