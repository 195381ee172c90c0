# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalSet."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, new, record


@attrs.define(slots=True, repr=False, eq=False)
class EvalSet(Model):
    """Rows of your own to measure models on."""

    id: str | None = None
    """Id of the set."""
    task_id: str | None = None
    """Id of its task."""
    name: str | None = None
    """Name of the set."""
    item_count: int | None = None
    """Number of rows."""
    scoring_strategy: str | None = None
    """How answers are scored."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.id = get("id")
        self.task_id = get("task_id")
        self.name = get("name")
        self.item_count = get("item_count")
        self.scoring_strategy = get("scoring_strategy")
        return self
