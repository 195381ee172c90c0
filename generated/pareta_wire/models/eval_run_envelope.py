# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalRunEnvelope."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import RECORDS, DecodeError, Model, empty_list, expect_object, make_tables, new, null
from ..records import Records, decode_records
from .eval_result import EvalResult, decode_eval_result
from .eval_run import EvalRun, decode_eval_run


@attrs.define(slots=True, repr=False, eq=False)
class EvalRunEnvelope(Model):
    """An eval run with its results."""

    run: EvalRun | None = None
    """The run."""
    results: Records[EvalResult] = attrs.field(factory=empty_list, metadata={RECORDS: decode_eval_result})
    """The results, one for each model."""

    def __attrs_post_init__(self) -> None:
        make_tables(self)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        value = data.get("run")
        try:
            self.run = null if value is None else decode_eval_run(value)
        except DecodeError as error:
            raise error.within("EvalRunEnvelope.run") from None
        self.results = decode_records(data.get("results"), decode_eval_result, "EvalRunEnvelope.results")
        return self


decode_eval_run_envelope = EvalRunEnvelope.from_dict
"""Decode a `EvalRunEnvelope`."""
