# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema DeployComplete."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, new, one, record
from .endpoint import Endpoint


@attrs.define(slots=True, repr=False, eq=False)
class DeployComplete(Model):
    """A deployment is done."""

    endpoint: Endpoint | None = None
    """The live endpoint."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.endpoint = one(get("endpoint"), Endpoint.from_dict, "DeployComplete.endpoint")
        return self
