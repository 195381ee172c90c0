# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema FrontierModel."""

from __future__ import annotations

from itertools import repeat
from operator import itemgetter
from typing import Any, Self

import attrs

from ..model import Model, new, null, record

_FIELDS = itemgetter("id", "vendor", "vision", "benchmarked")


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
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.id = data["id"] if "id" in data else null
        self.vendor = data["vendor"] if "vendor" in data else null
        self.vision = data["vision"] if "vision" in data else null
        self.benchmarked = data["benchmarked"] if "benchmarked" in data else null
        return self

    @classmethod
    def _alike(cls, items: Any) -> list[Any] | None:
        self: Self
        if items.__class__ is not list:
            return None
        try:
            made: list[Any] = list(map(new, repeat(cls, len(items))))
            for self, self._data, (self.id, self.vendor, self.vision, self.benchmarked) in zip(
                made, items, map(_FIELDS, items), strict=True
            ):
                pass
        except (KeyError, TypeError, ValueError):
            return None
        return made
