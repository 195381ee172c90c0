# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalContractConflict."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class EvalContractConflict(Model):
    """The rows fit another task than the prompt."""

    intended_task: str | None = None
    """Id of the task that the prompt means."""
    reasoning: str | None = None
    """Why they contradict each other."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.intended_task = data.get("intended_task")
        self.reasoning = data.get("reasoning")
        return self


decode_eval_contract_conflict = EvalContractConflict.from_dict
"""Decode a `EvalContractConflict`."""
