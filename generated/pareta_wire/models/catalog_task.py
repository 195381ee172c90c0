# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema CatalogTask."""

from __future__ import annotations

from itertools import repeat
from operator import itemgetter
from typing import Any, Self

import attrs

from ..model import JsonValue, Model, new, null, record

_FIELDS = itemgetter("id", "default_scorer", "has_blob_input", "examples")


@attrs.define(slots=True, repr=False, eq=False)
class CatalogTask(Model):
    """A benchmarked task. A single one comes with its schema and examples, and more members may follow."""

    id: str
    """Id of the task."""
    default_scorer: str | None = None
    """How answers are scored unless said otherwise."""
    has_blob_input: bool | None = None
    """Whether rows carry documents."""
    examples: list[JsonValue] | None = None
    """Sample rows. Only when a single task is asked for."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.id = data["id"] if "id" in data else null
        self.default_scorer = data["default_scorer"] if "default_scorer" in data else null
        self.has_blob_input = data["has_blob_input"] if "has_blob_input" in data else null
        self.examples = data["examples"] if "examples" in data else null
        return self

    @classmethod
    def _alike(cls, items: Any) -> list[Any] | None:
        self: Self
        if items.__class__ is not list:
            return None
        try:
            made: list[Any] = list(map(new, repeat(cls, len(items))))
            for self, self._data, (self.id, self.default_scorer, self.has_blob_input, self.examples) in zip(
                made, items, map(_FIELDS, items), strict=True
            ):
                pass
        except (KeyError, TypeError, ValueError):
            return None
        return made
