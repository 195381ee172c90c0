# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalSet."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class EvalSet(Model):
    """Your rows to evaluate models on."""

    id: str | None = None
    """Id of the set."""
    task_id: str | None = None
    """Id of its task."""
    name: str | None = None
    """Name of the set."""
    item_count: int | None = None
    """Number of rows."""
    scoring_strategy: str | None = None
    """How outputs are scored."""
    prompt: str | None = None
    """What the models are to do with a row. Older servers leave it out."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.id = data.get("id")
        self.task_id = data.get("task_id")
        self.name = data.get("name")
        self.item_count = data.get("item_count")
        self.scoring_strategy = data.get("scoring_strategy")
        self.prompt = data.get("prompt")
        return self


decode_eval_set = EvalSet.from_dict
"""Decode a `EvalSet`."""
