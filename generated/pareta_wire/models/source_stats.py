# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema SourceStats."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, empty_list, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class SourceStats(Model):
    """Sources that a run has looked at so far."""

    num_sources_considered: int | None = None
    """Number of sources found."""
    num_sources_read: int | None = None
    """Number of sources read."""
    sources_read_sample: list[str] = attrs.field(factory=empty_list)
    """Addresses of some of the sources read."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.num_sources_considered = data.get("num_sources_considered")
        self.num_sources_read = data.get("num_sources_read")
        value = data.get("sources_read_sample")
        self.sources_read_sample = [] if value is None else value
        return self


decode_source_stats = SourceStats.from_dict
"""Decode a `SourceStats`."""
