# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema Leaderboard."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, many, new, one, record
from .leaderboard_entry import LeaderboardEntry


@attrs.define(slots=True, repr=False, eq=False)
class Leaderboard(Model):
    """Models ranked by how well they do a task."""

    task_id: str | None = None
    """Id of the task."""
    metric: str | None = None
    """What quality measures."""
    cost_unit: str | None = None
    """Unit of the costs."""
    recommended: str | None = None
    """Alias of the recommended model, if there is one."""
    models: list[LeaderboardEntry] | None = None
    """The models, best first."""
    frontier: LeaderboardEntry | None = None
    """The frontier model to compare with."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.task_id = get("task_id")
        self.metric = get("metric")
        self.cost_unit = get("cost_unit")
        self.recommended = get("recommended")
        self.models = many(get("models"), LeaderboardEntry.from_dict, "Leaderboard.models")
        self.frontier = one(get("frontier"), LeaderboardEntry.from_dict, "Leaderboard.frontier")
        return self
