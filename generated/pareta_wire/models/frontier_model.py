# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema FrontierModel."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class FrontierModel(Model):
    """A vendor's model."""

    id: str | None = None
    """Id of the model."""
    vendor: str | None = None
    """Who makes it."""
    vision: bool | None = None
    """Whether it reads images."""
    benchmarked: bool | None = None
    """Whether it was measured on the task that was asked about."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.id = data.get("id")
        self.vendor = data.get("vendor")
        self.vision = data.get("vision")
        self.benchmarked = data.get("benchmarked")
        return self


decode_frontier_model = FrontierModel.from_dict
"""Decode a `FrontierModel`."""
