# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalSet."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new, null


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
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.id = data["id"] if "id" in data else null
        self.task_id = data["task_id"] if "task_id" in data else null
        self.name = data["name"] if "name" in data else null
        self.item_count = data["item_count"] if "item_count" in data else null
        self.scoring_strategy = data["scoring_strategy"] if "scoring_strategy" in data else null
        return self


decode_eval_set = EvalSet.from_dict
"""Decode a `EvalSet`."""
