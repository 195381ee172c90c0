# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskGroupInput."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonObject, Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class TaskGroupInput(Model):
    """A new group of runs."""

    metadata: JsonObject | None = None
    """Your own labels, returned as they are. Keys have up to 16 characters; values are texts of up to 512
    characters, numbers or booleans.
    """

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.metadata = data.get("metadata")
        return self


decode_task_group_input = TaskGroupInput.from_dict
"""Decode a `TaskGroupInput`."""
