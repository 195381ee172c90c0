# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalSetEnvelope."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, Model, expect_object, new, null
from .eval_set import EvalSet, decode_eval_set


@attrs.define(slots=True, repr=False, eq=False)
class EvalSetEnvelope(Model):
    """Wraps one eval set."""

    eval_set: EvalSet | None = None
    """The set."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        value = data.get("eval_set")
        try:
            self.eval_set = null if value is None else decode_eval_set(value)
        except DecodeError as error:
            raise error.within("EvalSetEnvelope.eval_set") from None
        return self


decode_eval_set_envelope = EvalSetEnvelope.from_dict
"""Decode a `EvalSetEnvelope`."""
