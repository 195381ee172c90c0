# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalRunRequest."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, new, null, record


@attrs.define(slots=True, repr=False, eq=False)
class EvalRunRequest(Model):
    """Candidates to score on an eval set."""

    eval_set_id: str
    """Id of the set."""
    candidate_model_ids: list[str]
    """Models to score: open ones first, then frontier ones."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.eval_set_id = data["eval_set_id"] if "eval_set_id" in data else null
        self.candidate_model_ids = data["candidate_model_ids"] if "candidate_model_ids" in data else null
        return self
