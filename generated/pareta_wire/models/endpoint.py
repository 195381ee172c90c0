# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema Endpoint."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new
from .endpoint_status import EndpointStatus


@attrs.define(slots=True, repr=False, eq=False)
class Endpoint(Model):
    """A deployed model."""

    id: str | None = None
    """Id of the endpoint, equal to its name. One of the two may be missing."""
    name: str | None = None
    """Name of the endpoint, equal to its id. One of the two may be missing."""
    model: str | None = None
    """Alias of the model within its task."""
    status: EndpointStatus | None = None
    """Where it stands."""
    taskName: str | None = None
    """Id of the task it was deployed for."""
    task: str | None = None
    """The same, in older records."""
    url: str | None = None
    """Address that serves it."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.id = data.get("id")
        self.name = data.get("name")
        self.model = data.get("model")
        self.status = data.get("status")
        self.taskName = data.get("taskName")
        self.task = data.get("task")
        self.url = data.get("url")
        return self


decode_endpoint = Endpoint.from_dict
"""Decode a `Endpoint`."""
