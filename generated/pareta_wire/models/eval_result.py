# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalResult."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import attrs

from ..model import Model, expect_object, new, null

if TYPE_CHECKING:
    from .model_kind import ModelKind


@attrs.define(slots=True, repr=False, eq=False)
class EvalResult(Model):
    """How one model did."""

    model_id: str | None = None
    """Alias or id of the model."""
    kind: ModelKind | None = None
    """Whether it is open or a vendor's."""
    quality_mean: float | None = None
    """Mean quality, from 0 to 1."""
    quality_ci_low: float | None = None
    """Lower end of the mean's 95 % confidence interval."""
    quality_ci_high: float | None = None
    """Upper end of the mean's 95 % confidence interval."""
    mean_cost_micro_usd: int | None = None
    """Mean cost of one row, in micro-USD."""
    n_succeeded: int | None = None
    """Number of rows answered."""
    error_count: int | None = None
    """Number of rows that failed."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.model_id = data["model_id"] if "model_id" in data else null
        self.kind = data["kind"] if "kind" in data else null
        self.quality_mean = data["quality_mean"] if "quality_mean" in data else null
        self.quality_ci_low = data["quality_ci_low"] if "quality_ci_low" in data else null
        self.quality_ci_high = data["quality_ci_high"] if "quality_ci_high" in data else null
        self.mean_cost_micro_usd = data["mean_cost_micro_usd"] if "mean_cost_micro_usd" in data else null
        self.n_succeeded = data["n_succeeded"] if "n_succeeded" in data else null
        self.error_count = data["error_count"] if "error_count" in data else null
        return self


decode_eval_result = EvalResult.from_dict
"""Decode a `EvalResult`."""
