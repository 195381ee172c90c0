# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema LeaderboardEntry."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new
from .model_kind import ModelKind


@attrs.define(slots=True, repr=False, eq=False)
class LeaderboardEntry(Model):
    """One model on a leaderboard."""

    name: str | None = None
    """Alias of the model within the task; a frontier model's own id."""
    kind: ModelKind | None = None
    """Whether it is open or a vendor's."""
    quality: float | None = None
    """Measured quality, from 0 to 1."""
    cost_per_request_micro_usd: int | None = None
    """Cost of one request, in micro-USD."""
    context_k: int | None = None
    """Length of the context, in thousands of tokens."""
    run_mode: str | None = None
    """How the model is run."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.name = data.get("name")
        self.kind = data.get("kind")
        self.quality = data.get("quality")
        self.cost_per_request_micro_usd = data.get("cost_per_request_micro_usd")
        self.context_k = data.get("context_k")
        self.run_mode = data.get("run_mode")
        return self


decode_leaderboard_entry = LeaderboardEntry.from_dict
"""Decode a `LeaderboardEntry`."""
