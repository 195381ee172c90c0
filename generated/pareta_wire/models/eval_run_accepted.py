# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalRunAccepted."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new
from .eval_run_status import EvalRunStatus


@attrs.define(slots=True, repr=False, eq=False)
class EvalRunAccepted(Model):
    """An eval run that was queued."""

    run_id: str | None = None
    """Id of the run."""
    status: EvalRunStatus | None = None
    """Where it stands."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.run_id = data.get("run_id")
        self.status = data.get("status")
        return self


decode_eval_run_accepted = EvalRunAccepted.from_dict
"""Decode a `EvalRunAccepted`."""
