# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalRunEnvelope."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, Model, Nested, many, new, null, record
from .eval_result import EvalResult
from .eval_run import EvalRun

_run = EvalRun.from_dict
_results = EvalResult.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class EvalRunEnvelope(Model):
    """An eval run with its results."""

    run: EvalRun | None = None
    """The run."""
    results: list[EvalResult] | None = None
    """The results, one for each model."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (
        ("run", "run", EvalRun, False),
        ("results", "results", EvalResult, True),
    )

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        value = data["run"] if "run" in data else null
        try:
            self.run = null if value is None else _run(value)
        except DecodeError as error:
            raise error.inside("EvalRunEnvelope.run") from None
        value = data["results"] if "results" in data else null
        if value is None:
            self.results = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.results = [_results(value[0])]
            except DecodeError as error:
                raise error.inside("EvalRunEnvelope.results[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not EvalResult._fit(value):
            self.results = many(value, _results, "EvalRunEnvelope.results")
        return self
