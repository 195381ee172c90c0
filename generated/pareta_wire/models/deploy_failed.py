# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema DeployFailed."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, new, null, record


@attrs.define(slots=True, repr=False, eq=False)
class DeployFailed(Model):
    """A deployment failed."""

    message: str | None = None
    """Why it failed."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.message = data["message"] if "message" in data else null
        return self
