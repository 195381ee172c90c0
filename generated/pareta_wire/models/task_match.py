# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskMatch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, Model, Nested, many, new, null, record
from .task_match_candidate import TaskMatchCandidate

if TYPE_CHECKING:
    from .matcher_kind import MatcherKind

_chosen = TaskMatchCandidate.from_dict
_candidates = TaskMatchCandidate.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class TaskMatch(Model):
    """The catalog's tasks that fit a wish."""

    query: str | None = None
    """The wish."""
    matched: bool | None = None
    """Whether a task fits."""
    chosen: TaskMatchCandidate | None = None
    """The task that fits best."""
    candidates: list[TaskMatchCandidate] | None = None
    """Tasks that may fit, best first."""
    ambiguous: bool | None = None
    """Whether several tasks fit about as well."""
    matcher: MatcherKind | None = None
    """How it was found."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (
        ("chosen", "chosen", TaskMatchCandidate, False),
        ("candidates", "candidates", TaskMatchCandidate, True),
    )

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.query = data["query"] if "query" in data else null
        self.matched = data["matched"] if "matched" in data else null
        value = data["chosen"] if "chosen" in data else null
        try:
            self.chosen = null if value is None else _chosen(value)
        except DecodeError as error:
            raise error.inside("TaskMatch.chosen") from None
        value = data["candidates"] if "candidates" in data else null
        if value is None:
            self.candidates = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.candidates = [_candidates(value[0])]
            except DecodeError as error:
                raise error.inside("TaskMatch.candidates[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not TaskMatchCandidate._fit(value):
            self.candidates = many(value, _candidates, "TaskMatch.candidates")
        self.ambiguous = data["ambiguous"] if "ambiguous" in data else null
        self.matcher = data["matcher"] if "matcher" in data else null
        return self
