# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRun."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import (
    FORMAT,
    RECORDS,
    DecodeError,
    JsonObject,
    Model,
    empty_list,
    expect_object,
    make_tables,
    new,
    null,
)
from ..records import Records, decode_records
from .task_processor import TaskProcessor
from .task_run_error import TaskRunError, decode_task_run_error
from .task_run_status import TaskRunStatus
from .task_run_warning import TaskRunWarning, decode_task_run_warning


@attrs.define(slots=True, repr=False, eq=False)
class TaskRun(Model):
    """A run as it stands, without its output."""

    run_id: str
    """Id of the run, `trun_…`."""
    status: TaskRunStatus
    is_active: bool
    """Whether the run is still queued, running or being cancelled."""
    processor: TaskProcessor
    created_at: str | None = attrs.field(metadata={FORMAT: "date-time"})
    """When the run was requested, as RFC 3339."""
    modified_at: str | None = attrs.field(metadata={FORMAT: "date-time"})
    """When the run last changed, as RFC 3339."""
    interaction_id: str | None = None
    """Id by which a later run can go on from this one. Older servers leave it out."""
    warnings: Records[TaskRunWarning] = attrs.field(
        factory=empty_list, metadata={RECORDS: decode_task_run_warning}
    )
    """Problems that the server noticed, without refusing the run."""
    error: TaskRunError | None = None
    """Why the run failed."""
    metadata: JsonObject | None = None
    """The labels that the run was started with."""
    taskgroup_id: str | None = None
    """Id of the group that the run belongs to."""

    @property
    def task_group_id(self) -> str | None:
        """Return `taskgroup_id`, under its other name."""
        return self.taskgroup_id

    def __attrs_post_init__(self) -> None:
        make_tables(self)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.run_id = data.get("run_id")
        self.status = data.get("status")
        self.is_active = data.get("is_active")
        self.processor = data.get("processor")
        self.created_at = data.get("created_at")
        self.modified_at = data.get("modified_at")
        self.interaction_id = data.get("interaction_id")
        self.warnings = decode_records(data.get("warnings"), decode_task_run_warning, "TaskRun.warnings")
        value = data.get("error")
        try:
            self.error = null if value is None else decode_task_run_error(value)
        except DecodeError as error:
            raise error.within("TaskRun.error") from None
        self.metadata = data.get("metadata")
        self.taskgroup_id = data.get("taskgroup_id")
        return self


decode_task_run = TaskRun.from_dict
"""Decode a `TaskRun`."""
