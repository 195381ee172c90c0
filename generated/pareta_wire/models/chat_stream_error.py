# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatStreamError."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonValue, Model, expect_object, new


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
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.message = data.get("message")
        self.type = data.get("type")
        self.code = data.get("code")
        return self


decode_chat_stream_error = ChatStreamError.from_dict
"""Decode a `ChatStreamError`."""
