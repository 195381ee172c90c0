# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, JsonObject, Model, Nested, many, new, null, record
from .task_run_error import TaskRunError
from .task_run_warning import TaskRunWarning

if TYPE_CHECKING:
    from .task_processor import TaskProcessor
    from .task_run_status import TaskRunStatus

_warnings = TaskRunWarning.from_dict
_error = TaskRunError.from_dict


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

    _nested: ClassVar[tuple[Nested, ...] | None] = (
        ("warnings", "warnings", TaskRunWarning, True),
        ("error", "error", TaskRunError, False),
    )

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.run_id = data["run_id"] if "run_id" in data else null
        self.status = data["status"] if "status" in data else null
        self.is_active = data["is_active"] if "is_active" in data else null
        self.processor = data["processor"] if "processor" in data else null
        self.created_at = data["created_at"] if "created_at" in data else null
        self.modified_at = data["modified_at"] if "modified_at" in data else null
        self.interaction_id = data["interaction_id"] if "interaction_id" in data else null
        value = data["warnings"] if "warnings" in data else null
        if value is None:
            self.warnings = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.warnings = [_warnings(value[0])]
            except DecodeError as error:
                raise error.inside("TaskRun.warnings[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not TaskRunWarning._fit(value):
            self.warnings = many(value, _warnings, "TaskRun.warnings")
        value = data["error"] if "error" in data else null
        try:
            self.error = null if value is None else _error(value)
        except DecodeError as error:
            raise error.inside("TaskRun.error") from None
        self.metadata = data["metadata"] if "metadata" in data else null
        self.taskgroup_id = data["taskgroup_id"] if "taskgroup_id" in data else null
        return self
