# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionChunk."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, Model, decode_list, empty_list, expect_object, new, null
from .chat_completion_chunk_choice import ChatCompletionChunkChoice, decode_chat_completion_chunk_choice
from .completion_usage import CompletionUsage, decode_completion_usage


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionChunk(Model):
    """One chunk of a streamed completion."""

    id: str | None = None
    """Id of the completion, the same in all its chunks."""
    object: str | None = None
    """Kind of object."""
    created: int | None = None
    """When it was made, in Unix seconds."""
    model: str | None = None
    """The model that responds."""
    choices: list[ChatCompletionChunkChoice] = attrs.field(factory=empty_list)
    """What is new in each choice. May be empty."""
    usage: CompletionUsage | None = None
    """Tokens used. Only in the last chunk, and if requested."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.id = data.get("id")
        self.object = data.get("object")
        self.created = data.get("created")
        self.model = data.get("model")
        value = data.get("choices")
        self.choices = (
            []
            if value is None
            else decode_list(value, decode_chat_completion_chunk_choice, "ChatCompletionChunk.choices")
        )
        value = data.get("usage")
        try:
            self.usage = null if value is None else decode_completion_usage(value)
        except DecodeError as error:
            raise error.within("ChatCompletionChunk.usage") from None
        return self


decode_chat_completion_chunk = ChatCompletionChunk.from_dict
"""Decode a `ChatCompletionChunk`."""
