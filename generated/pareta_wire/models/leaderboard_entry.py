# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema LeaderboardEntry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import attrs

from ..model import Model, expect_object, new, null

if TYPE_CHECKING:
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
        self.name = data["name"] if "name" in data else null
        self.kind = data["kind"] if "kind" in data else null
        self.quality = data["quality"] if "quality" in data else null
        self.cost_per_request_micro_usd = (
            data["cost_per_request_micro_usd"] if "cost_per_request_micro_usd" in data else null
        )
        self.context_k = data["context_k"] if "context_k" in data else null
        self.run_mode = data["run_mode"] if "run_mode" in data else null
        return self


decode_leaderboard_entry = LeaderboardEntry.from_dict
"""Decode a `LeaderboardEntry`."""
