# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalRun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import attrs

from ..model import Model, new, record

if TYPE_CHECKING:
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
    candidate_model_ids: list[str] | None = None
    """Models that are scored."""
    error_detail: str | None = None
    """Why it failed."""
    total_cost_micro_usd: int | None = None
    """The bill so far, in micro-USD."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.id = get("id")
        self.eval_set_id = get("eval_set_id")
        self.status = get("status")
        self.candidate_model_ids = get("candidate_model_ids")
        self.error_detail = get("error_detail")
        self.total_cost_micro_usd = get("total_cost_micro_usd")
        return self
