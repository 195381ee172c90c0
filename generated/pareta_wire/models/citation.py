# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema Citation."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, new, record


@attrs.define(slots=True, repr=False, eq=False)
class Citation(Model):
    """A web page that was used."""

    url: str
    """Address of the page."""
    title: str | None = None
    """Title of the page."""
    excerpts: list[str] | None = None
    """Passages of the page that matter."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.url = get("url")
        self.title = get("title")
        self.excerpts = get("excerpts")
        return self
