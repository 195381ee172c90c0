# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskMatchCandidate."""

from __future__ import annotations

from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Self

import attrs

from ..model import Model, new, null, record

if TYPE_CHECKING:
    from .confidence import Confidence

_FIELDS = itemgetter("task_id", "score", "confidence")


@attrs.define(slots=True, repr=False, eq=False)
class TaskMatchCandidate(Model):
    """A task that may fit."""

    task_id: str | None = None
    """Id of the task."""
    score: float | None = None
    """How well it fits, from 0 to 1."""
    confidence: Confidence | None = None
    """How sure the match is."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.task_id = data["task_id"] if "task_id" in data else null
        self.score = data["score"] if "score" in data else null
        self.confidence = data["confidence"] if "confidence" in data else null
        return self

    @classmethod
    def _alike(cls, items: Any) -> list[Any] | None:
        self: Self
        if items.__class__ is not list:
            return None
        try:
            made: list[Any] = list(map(new, repeat(cls, len(items))))
            for self, self._data, (self.task_id, self.score, self.confidence) in zip(
                made, items, map(_FIELDS, items), strict=True
            ):
                pass
        except (KeyError, TypeError, ValueError):
            return None
        return made
