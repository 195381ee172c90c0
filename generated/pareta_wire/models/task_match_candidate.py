# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskMatchCandidate."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new
from .confidence import Confidence


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
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.task_id = data.get("task_id")
        self.score = data.get("score")
        self.confidence = data.get("confidence")
        return self


decode_task_match_candidate = TaskMatchCandidate.from_dict
"""Decode a `TaskMatchCandidate`."""
