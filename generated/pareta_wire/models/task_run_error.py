# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunError."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonObject, Model, expect_object, new, null


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
        self.ref_id = data["ref_id"] if "ref_id" in data else null
        self.message = data["message"] if "message" in data else null
        self.detail = data["detail"] if "detail" in data else null
        return self


decode_task_run_error = TaskRunError.from_dict
"""Decode a `TaskRunError`."""
