# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalSetList."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, Model, Nested, many, new, null, record
from .eval_set import EvalSet

_eval_sets = EvalSet.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class EvalSetList(Model):
    """Wraps all eval sets."""

    eval_sets: list[EvalSet] | None = None
    """The sets."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("eval_sets", "eval_sets", EvalSet, True),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        value = data["eval_sets"] if "eval_sets" in data else null
        if value is None:
            self.eval_sets = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.eval_sets = [_eval_sets(value[0])]
            except DecodeError as error:
                raise error.inside("EvalSetList.eval_sets[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not EvalSet._fit(value):
            self.eval_sets = many(value, _eval_sets, "EvalSetList.eval_sets")
        return self
