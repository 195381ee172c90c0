# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema FrontierModelList."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, many, new, record
from .frontier_model import FrontierModel


@attrs.define(slots=True, repr=False, eq=False)
class FrontierModelList(Model):
    """The vendors' models."""

    frontier_models: list[FrontierModel] | None = None
    """The models."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.frontier_models = many(
            get("frontier_models"), FrontierModel.from_dict, "FrontierModelList.frontier_models"
        )
        return self
