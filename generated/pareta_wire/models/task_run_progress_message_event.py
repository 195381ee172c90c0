# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunProgressMessageEvent."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunProgressMessageEvent(Model):
    """A run says what it is doing."""

    type: str
    """Begins with `task_run.progress_msg.`; the rest is the kind of message, such as plan, search, result,
    tool_call, tool, exec_status or extract.
    """
    message: str
    """What the run is doing."""
    timestamp: str | None = None
    """When it was said."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.type = data.get("type")
        self.message = data.get("message")
        self.timestamp = data.get("timestamp")
        return self


decode_task_run_progress_message_event = TaskRunProgressMessageEvent.from_dict
"""Decode a `TaskRunProgressMessageEvent`."""
