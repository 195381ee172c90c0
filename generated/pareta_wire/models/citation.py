# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema Citation."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, empty_list, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class Citation(Model):
    """A web page that was used."""

    url: str
    """Address of the page."""
    title: str | None = None
    """Title of the page."""
    excerpts: list[str] = attrs.field(factory=empty_list)
    """Passages of the page that matter."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.url = data.get("url")
        self.title = data.get("title")
        value = data.get("excerpts")
        self.excerpts = [] if value is None else value
        return self


decode_citation = Citation.from_dict
"""Decode a `Citation`."""
