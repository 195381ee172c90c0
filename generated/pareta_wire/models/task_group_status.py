# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroupStatus."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new
from .task_run_status_counts import TaskRunStatusCounts


@attrs.define(slots=True, repr=False, eq=False)
class TaskGroupStatus(Model):
    """The runs of a group, summed up."""

    num_task_runs: int
    """Number of runs in the group."""
    task_run_status_counts: TaskRunStatusCounts
    is_active: bool
    """Whether a run of the group is still active."""
    status_message: str | None
    """The status in words."""
    modified_at: str | None
    """When the group last changed."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.num_task_runs = data.get("num_task_runs")
        self.task_run_status_counts = data.get("task_run_status_counts")
        self.is_active = data.get("is_active")
        self.status_message = data.get("status_message")
        self.modified_at = data.get("modified_at")
        return self


decode_task_group_status = TaskGroupStatus.from_dict
"""Decode a `TaskGroupStatus`."""
