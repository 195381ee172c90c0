# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema Citation."""

from __future__ import annotations

from itertools import repeat
from operator import itemgetter
from typing import Any, Self

import attrs

from ..model import Model, new, null, record

_FIELDS = itemgetter("url", "title", "excerpts")


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
        self = new(cls)
        self._data = data
        self.url = data["url"] if "url" in data else null
        self.title = data["title"] if "title" in data else null
        self.excerpts = data["excerpts"] if "excerpts" in data else null
        return self

    @classmethod
    def _alike(cls, items: Any) -> list[Any] | None:
        self: Self
        if items.__class__ is not list:
            return None
        try:
            made: list[Any] = list(map(new, repeat(cls, len(items))))
            for self, self._data, (self.url, self.title, self.excerpts) in zip(
                made, items, map(_FIELDS, items), strict=True
            ):
                pass
        except (KeyError, TypeError, ValueError):
            return None
        return made
