# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalContractProposal."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new
from .confidence import Confidence


@attrs.define(slots=True, repr=False, eq=False)
class EvalContractProposal(Model):
    """A task that the rows may belong to."""

    task_id: str | None = None
    """Id of the task."""
    confidence: Confidence | None = None
    """How sure the server is."""
    evidence: str | None = None
    """What speaks for the task."""
    warning: str | None = None
    """What speaks against it."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.task_id = data.get("task_id")
        self.confidence = data.get("confidence")
        self.evidence = data.get("evidence")
        self.warning = data.get("warning")
        return self


decode_eval_contract_proposal = EvalContractProposal.from_dict
"""Decode a `EvalContractProposal`."""
