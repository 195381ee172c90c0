# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalSetEnvelope."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, new, one, record
from .eval_set import EvalSet


@attrs.define(slots=True, repr=False, eq=False)
class EvalSetEnvelope(Model):
    """Wraps one eval set."""

    eval_set: EvalSet | None = None
    """The set."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.eval_set = one(get("eval_set"), EvalSet.from_dict, "EvalSetEnvelope.eval_set")
        return self
