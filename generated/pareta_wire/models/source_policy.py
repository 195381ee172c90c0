# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema SourcePolicy."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class SourcePolicy(Model):
    """Which web sources may be used. The two lists have at most 200 domains together."""

    include_domains: list[str] | None = None
    """Only these domains are read. One may be an ending (`.gov`) or have a path (`docs.python.org/3`)."""
    exclude_domains: list[str] | None = None
    """These domains are never read. One may be an ending (`.gov`) or have a path."""
    after_date: str | date | None = None
    """Only sources published from this day on, as YYYY-MM-DD."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.include_domains = data.get("include_domains")
        self.exclude_domains = data.get("exclude_domains")
        self.after_date = data.get("after_date")
        return self


decode_source_policy = SourcePolicy.from_dict
"""Decode a `SourcePolicy`."""
