# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema FieldBasis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import attrs

from ..model import Model, many, new, record
from .citation import Citation

if TYPE_CHECKING:
    from .confidence import Confidence


@attrs.define(slots=True, repr=False, eq=False)
class FieldBasis(Model):
    """What one field of the output rests on."""

    field: str
    """Name of the field in the output."""
    reasoning: str
    """How the answer follows from the sources."""
    citations: list[Citation] | None = None
    """The sources. The list is empty or missing when there are none."""
    confidence: Confidence | None = None
    """How sure the run is of the field. Only some processors tell."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.field = get("field")
        self.reasoning = get("reasoning")
        self.citations = many(get("citations"), Citation.from_dict, "FieldBasis.citations")
        self.confidence = get("confidence")
        return self
