# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ParetaApiError."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import DecodeError, JsonValue, Model, Nested, new, null, record
from .chat_stream_error import ChatStreamError

_error = ChatStreamError.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class ParetaApiError(Model):
    """Body of a refused request."""

    detail: JsonValue | None = None
    """What went wrong, as a text or, with status 422, as a list of ValidationIssue objects."""
    error: ChatStreamError | None = None
    """Failure in the middle of a streamed chat."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("error", "error", ChatStreamError, False),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.detail = data["detail"] if "detail" in data else null
        value = data["error"] if "error" in data else null
        try:
            self.error = null if value is None else _error(value)
        except DecodeError as error:
            raise error.inside("ParetaApiError.error") from None
        return self
