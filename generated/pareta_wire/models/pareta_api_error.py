# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ParetaApiError."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, JsonValue, Model, expect_object, new, null
from .chat_stream_error import ChatStreamError, decode_chat_stream_error


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
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.detail = data.get("detail")
        value = data.get("error")
        try:
            self.error = null if value is None else decode_chat_stream_error(value)
        except DecodeError as error:
            raise error.within("ParetaApiError.error") from None
        return self


decode_pareta_api_error = ParetaApiError.from_dict
"""Decode a `ParetaApiError`."""
