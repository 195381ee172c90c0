# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskMatch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import attrs

from ..model import Model, many, new, one, record
from .task_match_candidate import TaskMatchCandidate

if TYPE_CHECKING:
    from .matcher_kind import MatcherKind


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

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.query = get("query")
        self.matched = get("matched")
        self.chosen = one(get("chosen"), TaskMatchCandidate.from_dict, "TaskMatch.chosen")
        self.candidates = many(get("candidates"), TaskMatchCandidate.from_dict, "TaskMatch.candidates")
        self.ambiguous = get("ambiguous")
        self.matcher = get("matcher")
        return self
