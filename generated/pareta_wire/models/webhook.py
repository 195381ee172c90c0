# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema Webhook."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new
from .webhook_event_type import WebhookEventType


@attrs.define(slots=True, repr=False, eq=False)
class Webhook(Model):
    """Where to report changes of a run's status."""

    url: str
    """Address that receives the reports."""
    event_types: list[WebhookEventType] | None = None
    """Which reports to send."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.url = data.get("url")
        self.event_types = data.get("event_types")
        return self


decode_webhook = Webhook.from_dict
"""Decode a `Webhook`."""
