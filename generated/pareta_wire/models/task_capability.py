# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskCapability."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class TaskCapability(Model):
    """Something that models can do though no task of the catalog measures it."""

    id: str | None = None
    """Id of the capability."""
    label: str | None = None
    """Its name for people."""
    category: str | None = None
    """Name of its category."""
    category_id: str | None = None
    """Id of its category."""
    desc: str | None = None
    """What it is."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.id = data.get("id")
        self.label = data.get("label")
        self.category = data.get("category")
        self.category_id = data.get("category_id")
        self.desc = data.get("desc")
        return self


decode_task_capability = TaskCapability.from_dict
"""Decode a `TaskCapability`."""
