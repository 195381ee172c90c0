# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunProgressStatsEvent."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import DecodeError, Model, expect_object, new, null
from .source_stats import SourceStats, decode_source_stats


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunProgressStatsEvent(Model):
    """How far a run has come."""

    source_stats: SourceStats
    progress_meter: float | None = None
    """Progress in percent, from 0 to 100. Not always sent."""
    type: Literal["task_run.progress_stats"] = "task_run.progress_stats"
    """Always `task_run.progress_stats`."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        value = data.get("source_stats")
        try:
            self.source_stats = null if value is None else decode_source_stats(value)
        except DecodeError as error:
            raise error.within("TaskRunProgressStatsEvent.source_stats") from None
        self.progress_meter = data.get("progress_meter")
        self.type = data.get("type")
        return self


decode_task_run_progress_stats_event = TaskRunProgressStatsEvent.from_dict
"""Decode a `TaskRunProgressStatsEvent`."""
