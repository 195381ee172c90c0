# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroupStatus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import attrs

from ..model import Model, new, record

if TYPE_CHECKING:
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
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.num_task_runs = get("num_task_runs")
        self.task_run_status_counts = get("task_run_status_counts")
        self.is_active = get("is_active")
        self.status_message = get("status_message")
        self.modified_at = get("modified_at")
        return self
