# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalRunRequest."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


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
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.eval_set_id = data.get("eval_set_id")
        self.candidate_model_ids = data.get("candidate_model_ids")
        return self


decode_eval_run_request = EvalRunRequest.from_dict
"""Decode a `EvalRunRequest`."""
