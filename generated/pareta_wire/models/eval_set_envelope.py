# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalSetEnvelope."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import DecodeError, Model, Nested, new, null, record
from .eval_set import EvalSet

_eval_set = EvalSet.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class EvalSetEnvelope(Model):
    """Wraps one eval set."""

    eval_set: EvalSet | None = None
    """The set."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("eval_set", "eval_set", EvalSet, False),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        value = data["eval_set"] if "eval_set" in data else null
        try:
            self.eval_set = null if value is None else _eval_set(value)
        except DecodeError as error:
            raise error.inside("EvalSetEnvelope.eval_set") from None
        return self
