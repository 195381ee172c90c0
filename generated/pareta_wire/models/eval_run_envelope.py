# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalRunEnvelope."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, many, new, one, record
from .eval_result import EvalResult
from .eval_run import EvalRun


@attrs.define(slots=True, repr=False, eq=False)
class EvalRunEnvelope(Model):
    """An eval run with its results."""

    run: EvalRun | None = None
    """The run."""
    results: list[EvalResult] | None = None
    """The results, one for each model."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.run = one(get("run"), EvalRun.from_dict, "EvalRunEnvelope.run")
        self.results = many(get("results"), EvalResult.from_dict, "EvalRunEnvelope.results")
        return self
