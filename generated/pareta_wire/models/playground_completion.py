# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema PlaygroundCompletion."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class PlaygroundCompletion(Model):
    """The response of a vendor's model."""

    model: str | None = None
    """The model that responded."""
    content: str | None = None
    """Its text."""
    cost_micro_usd: int | None = None
    """What it cost, in micro-USD."""
    latency_ms: float | None = None
    """How long it took, in milliseconds."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.model = data.get("model")
        self.content = data.get("content")
        self.cost_micro_usd = data.get("cost_micro_usd")
        self.latency_ms = data.get("latency_ms")
        return self


decode_playground_completion = PlaygroundCompletion.from_dict
"""Decode a `PlaygroundCompletion`."""
