# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalSetList."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, many, new, record
from .eval_set import EvalSet


@attrs.define(slots=True, repr=False, eq=False)
class EvalSetList(Model):
    """Wraps all eval sets."""

    eval_sets: list[EvalSet] | None = None
    """The sets."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.eval_sets = many(get("eval_sets"), EvalSet.from_dict, "EvalSetList.eval_sets")
        return self
