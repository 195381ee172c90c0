# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema FieldBasis."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import RECORDS, Model, empty_list, expect_object, make_tables, new
from ..records import Records, decode_records
from .citation import Citation, decode_citation
from .confidence import Confidence


@attrs.define(slots=True, repr=False, eq=False)
class FieldBasis(Model):
    """What one field of the output rests on."""

    field: str
    """Name of the field in the output."""
    reasoning: str
    """How the value follows from the sources."""
    citations: Records[Citation] = attrs.field(factory=empty_list, metadata={RECORDS: decode_citation})
    """The sources. The list is empty or missing when there are none."""
    confidence: Confidence | None = None
    """How certain the value is. Only some processors report it."""

    def __attrs_post_init__(self) -> None:
        make_tables(self)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.field = data.get("field")
        self.reasoning = data.get("reasoning")
        self.citations = decode_records(data.get("citations"), decode_citation, "FieldBasis.citations")
        self.confidence = data.get("confidence")
        return self


decode_field_basis = FieldBasis.from_dict
"""Decode a `FieldBasis`."""
