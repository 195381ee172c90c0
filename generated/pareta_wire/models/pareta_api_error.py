# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ParetaApiError."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonValue, Model, new, one, record
from .chat_stream_error import ChatStreamError


@attrs.define(slots=True, repr=False, eq=False)
class ParetaApiError(Model):
    """Body of a refused request."""

    detail: JsonValue | None = None
    """What went wrong, as a text or, with status 422, as a list of ValidationIssue objects."""
    error: ChatStreamError | None = None
    """Failure in the middle of a streamed chat."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.detail = get("detail")
        self.error = one(get("error"), ChatStreamError.from_dict, "ParetaApiError.error")
        return self
