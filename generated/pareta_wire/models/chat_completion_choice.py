# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionChoice."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, Model, expect_object, new, null
from .chat_completion_logprobs import ChatCompletionLogprobs, decode_chat_completion_logprobs
from .chat_completion_message import ChatCompletionMessage, decode_chat_completion_message
from .finish_reason import FinishReason


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionChoice(Model):
    """One choice."""

    index: int
    """Position among the choices, from 0."""
    finish_reason: FinishReason
    message: ChatCompletionMessage
    logprobs: ChatCompletionLogprobs | None = None
    """The probabilities of the tokens. Only if requested."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.index = data.get("index")
        self.finish_reason = data.get("finish_reason")
        value = data.get("message")
        try:
            self.message = null if value is None else decode_chat_completion_message(value)
        except DecodeError as error:
            raise error.within("ChatCompletionChoice.message") from None
        value = data.get("logprobs")
        try:
            self.logprobs = null if value is None else decode_chat_completion_logprobs(value)
        except DecodeError as error:
            raise error.within("ChatCompletionChoice.logprobs") from None
        return self


decode_chat_completion_choice = ChatCompletionChoice.from_dict
"""Decode a `ChatCompletionChoice`."""
