# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskMatch."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import RECORDS, DecodeError, Model, empty_list, expect_object, make_tables, new, null
from ..records import Records, decode_records
from .confidence import Confidence
from .matcher_kind import MatcherKind
from .task_capability import TaskCapability, decode_task_capability
from .task_match_candidate import TaskMatchCandidate, decode_task_match_candidate
from .task_match_type import TaskMatchType


@attrs.define(slots=True, repr=False, eq=False)
class TaskMatch(Model):
    """The catalog's tasks that fit a wish."""

    query: str | None = None
    """The wish."""
    matched: bool | None = None
    """Whether a task fits."""
    chosen: TaskMatchCandidate | None = None
    """The task that fits best."""
    candidates: Records[TaskMatchCandidate] = attrs.field(
        factory=empty_list, metadata={RECORDS: decode_task_match_candidate}
    )
    """Tasks that may fit, best first."""
    ambiguous: bool | None = None
    """Whether several tasks fit about as well."""
    matcher: MatcherKind | None = None
    """How it was found."""
    type: TaskMatchType | None = None
    """What the wish is."""
    reasoning: str | None = None
    """Why it was matched so."""
    confidence: Confidence | None = None
    """How sure the match is."""
    capability: TaskCapability | None = None
    """What models can do for the wish if it is no task of the catalog."""

    def __attrs_post_init__(self) -> None:
        make_tables(self)

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
        self.candidates = decode_records(
            data.get("candidates"), decode_task_match_candidate, "TaskMatch.candidates"
        )
        self.ambiguous = data.get("ambiguous")
        self.matcher = data.get("matcher")
        self.type = data.get("type")
        self.reasoning = data.get("reasoning")
        self.confidence = data.get("confidence")
        value = data.get("capability")
        try:
            self.capability = null if value is None else decode_task_capability(value)
        except DecodeError as error:
            raise error.within("TaskMatch.capability") from None
        return self


decode_task_match = TaskMatch.from_dict
"""Decode a `TaskMatch`."""
