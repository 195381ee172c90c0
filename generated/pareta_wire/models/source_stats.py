# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema SourceStats."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, new, record


@attrs.define(slots=True, repr=False, eq=False)
class SourceStats(Model):
    """Sources that a run has looked at so far."""

    num_sources_considered: int | None = None
    """Number of sources found."""
    num_sources_read: int | None = None
    """Number of sources read."""
    sources_read_sample: list[str] | None = None
    """Addresses of some of the sources read."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.num_sources_considered = get("num_sources_considered")
        self.num_sources_read = get("num_sources_read")
        self.sources_read_sample = get("sources_read_sample")
        return self
