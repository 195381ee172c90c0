# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema Leaderboard."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import RECORDS, DecodeError, Model, empty_list, expect_object, make_tables, new, null
from ..records import Records, decode_records
from .leaderboard_entry import LeaderboardEntry, decode_leaderboard_entry


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
    models: Records[LeaderboardEntry] = attrs.field(
        factory=empty_list, metadata={RECORDS: decode_leaderboard_entry}
    )
    """The models, best first."""
    frontier: LeaderboardEntry | None = None
    """The frontier model to compare with."""

    def __attrs_post_init__(self) -> None:
        make_tables(self)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.task_id = data.get("task_id")
        self.metric = data.get("metric")
        self.cost_unit = data.get("cost_unit")
        self.recommended = data.get("recommended")
        self.models = decode_records(data.get("models"), decode_leaderboard_entry, "Leaderboard.models")
        value = data.get("frontier")
        try:
            self.frontier = null if value is None else decode_leaderboard_entry(value)
        except DecodeError as error:
            raise error.within("Leaderboard.frontier") from None
        return self


decode_leaderboard = Leaderboard.from_dict
"""Decode a `Leaderboard`."""
