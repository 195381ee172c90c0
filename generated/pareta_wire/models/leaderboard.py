# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema Leaderboard."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, Model, Nested, many, new, null, record
from .leaderboard_entry import LeaderboardEntry

_models = LeaderboardEntry.from_dict
_frontier = LeaderboardEntry.from_dict


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

    _nested: ClassVar[tuple[Nested, ...] | None] = (
        ("models", "models", LeaderboardEntry, True),
        ("frontier", "frontier", LeaderboardEntry, False),
    )

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.task_id = data["task_id"] if "task_id" in data else null
        self.metric = data["metric"] if "metric" in data else null
        self.cost_unit = data["cost_unit"] if "cost_unit" in data else null
        self.recommended = data["recommended"] if "recommended" in data else null
        value = data["models"] if "models" in data else null
        if value is None:
            self.models = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.models = [_models(value[0])]
            except DecodeError as error:
                raise error.inside("Leaderboard.models[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not LeaderboardEntry._fit(value):
            self.models = many(value, _models, "Leaderboard.models")
        value = data["frontier"] if "frontier" in data else null
        try:
            self.frontier = null if value is None else _frontier(value)
        except DecodeError as error:
            raise error.inside("Leaderboard.frontier") from None
        return self
