# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalResult."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import RECORDS, Model, empty_list, expect_object, make_tables, new
from ..records import Records, decode_records
from .eval_item_result import EvalItemResult, decode_eval_item_result
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
    """Number of rows with an output."""
    error_count: int | None = None
    """Number of rows that failed."""
    exact_match: float | None = None
    """Share of rows whose output is exactly the expected one, in percent from 0 to 100."""
    per_item: Records[EvalItemResult] = attrs.field(
        factory=empty_list, metadata={RECORDS: decode_eval_item_result}
    )
    """How the model did on each row."""

    def __attrs_post_init__(self) -> None:
        make_tables(self)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.model_id = data.get("model_id")
        self.kind = data.get("kind")
        self.quality_mean = data.get("quality_mean")
        self.quality_ci_low = data.get("quality_ci_low")
        self.quality_ci_high = data.get("quality_ci_high")
        self.mean_cost_micro_usd = data.get("mean_cost_micro_usd")
        self.n_succeeded = data.get("n_succeeded")
        self.error_count = data.get("error_count")
        self.exact_match = data.get("exact_match")
        self.per_item = decode_records(data.get("per_item"), decode_eval_item_result, "EvalResult.per_item")
        return self


decode_eval_result = EvalResult.from_dict
"""Decode a `EvalResult`."""
