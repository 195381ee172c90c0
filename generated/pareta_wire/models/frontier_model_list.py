# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema FrontierModelList."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, Model, Nested, many, new, null, record
from .frontier_model import FrontierModel

_frontier_models = FrontierModel.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class FrontierModelList(Model):
    """The vendors' models."""

    frontier_models: list[FrontierModel] | None = None
    """The models."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (
        ("frontier_models", "frontier_models", FrontierModel, True),
    )

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        value = data["frontier_models"] if "frontier_models" in data else null
        if value is None:
            self.frontier_models = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.frontier_models = [_frontier_models(value[0])]
            except DecodeError as error:
                raise error.inside("FrontierModelList.frontier_models[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not FrontierModel._fit(value):
            self.frontier_models = many(value, _frontier_models, "FrontierModelList.frontier_models")
        return self
