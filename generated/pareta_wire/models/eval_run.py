# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalRun."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, empty_list, expect_object, new
from .eval_run_status import EvalRunStatus


@attrs.define(slots=True, repr=False, eq=False)
class EvalRun(Model):
    """An eval run as it stands."""

    id: str | None = None
    """Id of the run."""
    eval_set_id: str | None = None
    """Id of the set."""
    status: EvalRunStatus | None = None
    """Where it stands."""
    candidate_model_ids: list[str] = attrs.field(factory=empty_list)
    """Models that are scored."""
    error_detail: str | None = None
    """Why it failed."""
    total_cost_micro_usd: int | None = None
    """The bill so far, in micro-USD."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.id = data.get("id")
        self.eval_set_id = data.get("eval_set_id")
        self.status = data.get("status")
        value = data.get("candidate_model_ids")
        self.candidate_model_ids = [] if value is None else value
        self.error_detail = data.get("error_detail")
        self.total_cost_micro_usd = data.get("total_cost_micro_usd")
        return self


decode_eval_run = EvalRun.from_dict
"""Decode a `EvalRun`."""
