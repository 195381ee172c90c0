# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskMatch."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, Model, decode_list, expect_object, new, null
from .matcher_kind import MatcherKind
from .task_match_candidate import TaskMatchCandidate, decode_task_match_candidate


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
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.query = data.get("query")
        self.matched = data.get("matched")
        value = data.get("chosen")
        try:
            self.chosen = null if value is None else decode_task_match_candidate(value)
        except DecodeError as error:
            raise error.within("TaskMatch.chosen") from None
        value = data.get("candidates")
        self.candidates = (
            null if value is None else decode_list(value, decode_task_match_candidate, "TaskMatch.candidates")
        )
        self.ambiguous = data.get("ambiguous")
        self.matcher = data.get("matcher")
        return self


decode_task_match = TaskMatch.from_dict
"""Decode a `TaskMatch`."""
