# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunProgressStatsEvent."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import Model, new, one, record
from .source_stats import SourceStats


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunProgressStatsEvent(Model):
    """How far a run has come."""

    source_stats: SourceStats
    progress_meter: float | None = None
    """Progress from 0 to 100. Not always sent."""
    type: Literal["task_run.progress_stats"] = "task_run.progress_stats"
    """Always `task_run.progress_stats`."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.source_stats = one(
            get("source_stats"), SourceStats.from_dict, "TaskRunProgressStatsEvent.source_stats"
        )
        self.progress_meter = get("progress_meter")
        self.type = get("type")
        return self
