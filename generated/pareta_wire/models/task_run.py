# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import attrs

from ..model import JsonObject, Model, many, new, one, record
from .task_run_error import TaskRunError
from .task_run_warning import TaskRunWarning

if TYPE_CHECKING:
    from .task_processor import TaskProcessor
    from .task_run_status import TaskRunStatus


@attrs.define(slots=True, repr=False, eq=False)
class TaskRun(Model):
    """A run as it stands, without its output."""

    run_id: str
    """Id of the run, `trun_…`."""
    status: TaskRunStatus
    is_active: bool
    """Whether the run is still queued, running or being cancelled."""
    processor: TaskProcessor
    created_at: str | None
    """When the run was asked for, as RFC 3339."""
    modified_at: str | None
    """When the run last changed, as RFC 3339."""
    interaction_id: str | None = None
    """Id by which a later run can go on from this one. Older servers leave it out."""
    warnings: list[TaskRunWarning] | None = None
    """What the server found odd, without refusing it."""
    error: TaskRunError | None = None
    """Why the run failed."""
    metadata: JsonObject | None = None
    """The labels that the run was started with."""
    taskgroup_id: str | None = None
    """Id of the group that the run belongs to."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.run_id = get("run_id")
        self.status = get("status")
        self.is_active = get("is_active")
        self.processor = get("processor")
        self.created_at = get("created_at")
        self.modified_at = get("modified_at")
        self.interaction_id = get("interaction_id")
        self.warnings = many(get("warnings"), TaskRunWarning.from_dict, "TaskRun.warnings")
        self.error = one(get("error"), TaskRunError.from_dict, "TaskRun.error")
        self.metadata = get("metadata")
        self.taskgroup_id = get("taskgroup_id")
        return self
