# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunStatusWebhook."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import DecodeError, Model, expect_object, new, null
from .task_run import TaskRun, decode_task_run


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunStatusWebhook(Model):
    """Reports that the status of a run changed. Sent to the address that the run was started with."""

    data: TaskRun
    timestamp: str | None = None
    """Time of the change, as RFC 3339."""
    type: Literal["task_run.status"] = "task_run.status"
    """What the webhook reports."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        value = data.get("data")
        try:
            self.data = null if value is None else decode_task_run(value)
        except DecodeError as error:
            raise error.within("TaskRunStatusWebhook.data") from None
        self.timestamp = data.get("timestamp")
        self.type = data.get("type")
        return self


decode_task_run_status_webhook = TaskRunStatusWebhook.from_dict
"""Decode a `TaskRunStatusWebhook`."""
