# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalSetList."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import RECORDS, Model, empty_list, expect_object, make_tables, new
from ..records import Records, decode_records
from .eval_set import EvalSet, decode_eval_set


@attrs.define(slots=True, repr=False, eq=False)
class EvalSetList(Model):
    """Wraps all eval sets."""

    eval_sets: Records[EvalSet] = attrs.field(factory=empty_list, metadata={RECORDS: decode_eval_set})
    """The sets."""

    def __attrs_post_init__(self) -> None:
        make_tables(self)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.eval_sets = decode_records(data.get("eval_sets"), decode_eval_set, "EvalSetList.eval_sets")
        return self


decode_eval_set_list = EvalSetList.from_dict
"""Decode a `EvalSetList`."""
