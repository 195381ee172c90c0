# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema FieldBasis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, Model, Nested, many, new, null, record
from .citation import Citation

if TYPE_CHECKING:
    from .confidence import Confidence

_citations = Citation.from_dict


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

    _nested: ClassVar[tuple[Nested, ...] | None] = (("citations", "citations", Citation, True),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.field = data["field"] if "field" in data else null
        self.reasoning = data["reasoning"] if "reasoning" in data else null
        value = data["citations"] if "citations" in data else null
        if value is None:
            self.citations = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.citations = [_citations(value[0])]
            except DecodeError as error:
                raise error.inside("FieldBasis.citations[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not Citation._fit(value):
            self.citations = many(value, _citations, "FieldBasis.citations")
        self.confidence = data["confidence"] if "confidence" in data else null
        return self
