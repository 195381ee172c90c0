# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalItemResult."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonValue, Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class EvalItemResult(Model):
    """How one model did on one row."""

    idx: int | None = None
    """Position of the row in the set, from 0."""
    score: float | None = None
    """Quality of the output, from 0 to 1."""
    prediction: JsonValue | None = None
    """What the model put out."""
    error: str | None = None
    """Why the row failed."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.idx = data.get("idx")
        self.score = data.get("score")
        self.prediction = data.get("prediction")
        self.error = data.get("error")
        return self


decode_eval_item_result = EvalItemResult.from_dict
"""Decode a `EvalItemResult`."""
