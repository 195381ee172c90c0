# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema FrontierModelList."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import RECORDS, Model, empty_list, expect_object, make_tables, new
from ..records import Records, decode_records
from .frontier_model import FrontierModel, decode_frontier_model


@attrs.define(slots=True, repr=False, eq=False)
class FrontierModelList(Model):
    """The vendors' models."""

    frontier_models: Records[FrontierModel] = attrs.field(
        factory=empty_list, metadata={RECORDS: decode_frontier_model}
    )
    """The models."""

    def __attrs_post_init__(self) -> None:
        make_tables(self)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.frontier_models = decode_records(
            data.get("frontier_models"), decode_frontier_model, "FrontierModelList.frontier_models"
        )
        return self


decode_frontier_model_list = FrontierModelList.from_dict
"""Decode a `FrontierModelList`."""
