# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionChunkChoice."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, Model, expect_object, new, null
from .chat_completion_delta import ChatCompletionDelta, decode_chat_completion_delta
from .chat_completion_logprobs import ChatCompletionLogprobs, decode_chat_completion_logprobs
from .finish_reason import FinishReason


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionChunkChoice(Model):
    """What is new in one choice."""

    index: int
    """Position among the choices, from 0."""
    delta: ChatCompletionDelta
    finish_reason: FinishReason | None = None
    """Why the choice ended. Only in its last chunk."""
    logprobs: ChatCompletionLogprobs | None = None
    """The probabilities of the tokens that are added. Only if requested."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.index = data.get("index")
        value = data.get("delta")
        try:
            self.delta = null if value is None else decode_chat_completion_delta(value)
        except DecodeError as error:
            raise error.within("ChatCompletionChunkChoice.delta") from None
        self.finish_reason = data.get("finish_reason")
        value = data.get("logprobs")
        try:
            self.logprobs = null if value is None else decode_chat_completion_logprobs(value)
        except DecodeError as error:
            raise error.within("ChatCompletionChunkChoice.logprobs") from None
        return self


decode_chat_completion_chunk_choice = ChatCompletionChunkChoice.from_dict
"""Decode a `ChatCompletionChunkChoice`."""
