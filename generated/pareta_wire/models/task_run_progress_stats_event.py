# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TaskRunProgressStatsEvent."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

import attrs

from ..model import DecodeError, Model, Nested, new, null, record
from .source_stats import SourceStats

_source_stats = SourceStats.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunProgressStatsEvent(Model):
    """How far a run has come."""

    source_stats: SourceStats
    progress_meter: float | None = None
    """Progress from 0 to 100. Not always sent."""
    type: Literal["task_run.progress_stats"] = "task_run.progress_stats"
    """Always `task_run.progress_stats`."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("source_stats", "source_stats", SourceStats, False),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        value = data["source_stats"] if "source_stats" in data else null
        try:
            self.source_stats = null if value is None else _source_stats(value)
        except DecodeError as error:
            raise error.inside("TaskRunProgressStatsEvent.source_stats") from None
        self.progress_meter = data["progress_meter"] if "progress_meter" in data else null
        self.type = data["type"] if "type" in data else null
        return self
