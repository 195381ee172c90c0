# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunError."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonObject, Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunError(Model):
    """What went wrong, with a reference for support."""

    ref_id: str
    """Reference to quote when you ask for help."""
    message: str
    """What went wrong."""
    detail: JsonObject | None = None
    """More about it."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.ref_id = data.get("ref_id")
        self.message = data.get("message")
        self.detail = data.get("detail")
        return self


decode_task_run_error = TaskRunError.from_dict
"""Decode a `TaskRunError`."""
