# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatStreamError."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonValue, Model, new, null, record


@attrs.define(slots=True, repr=False, eq=False)
class ChatStreamError(Model):
    """Why a streamed chat broke off."""

    message: str | None = None
    """What went wrong."""
    type: str | None = None
    """Kind of failure."""
    code: JsonValue | None = None
    """Code of the failure."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.message = data["message"] if "message" in data else null
        self.type = data["type"] if "type" in data else null
        self.code = data["code"] if "code" in data else null
        return self
