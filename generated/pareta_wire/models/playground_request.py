# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema PlaygroundRequest."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, decode_list, expect_object, new, null
from .chat_message import ChatMessage, decode_chat_message


@attrs.define(slots=True, repr=False, eq=False)
class PlaygroundRequest(Model):
    """One chat with a vendor's model."""

    model: str
    """Id of a frontier model."""
    messages: list[ChatMessage]
    """The conversation so far, oldest first."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.model = data.get("model")
        value = data.get("messages")
        self.messages = (
            null if value is None else decode_list(value, decode_chat_message, "PlaygroundRequest.messages")
        )
        return self


decode_playground_request = PlaygroundRequest.from_dict
"""Decode a `PlaygroundRequest`."""
