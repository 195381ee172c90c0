# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EndpointStatusChange."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new
from .endpoint_status import EndpointStatus


@attrs.define(slots=True, repr=False, eq=False)
class EndpointStatusChange(Model):
    """What a start or a stop led to. More members may come with it."""

    status: EndpointStatus | None = None
    """Where the endpoint stands now."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.status = data.get("status")
        return self


decode_endpoint_status_change = EndpointStatusChange.from_dict
"""Decode a `EndpointStatusChange`."""
