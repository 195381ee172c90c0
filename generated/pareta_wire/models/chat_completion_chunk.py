# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionChunk."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, many, new, one, record
from .chat_completion_chunk_choice import ChatCompletionChunkChoice
from .completion_usage import CompletionUsage


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionChunk(Model):
    """One piece of a streamed answer."""

    choices: list[ChatCompletionChunkChoice]
    """What is new in each answer. May be empty."""
    id: str | None = None
    """Id of the answer, the same in all its chunks."""
    object: str | None = None
    """Kind of object."""
    created: int | None = None
    """When it was made, in Unix seconds."""
    model: str | None = None
    """What answers."""
    usage: CompletionUsage | None = None
    """Tokens used. Only in the last chunk, and when it was asked for."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.choices = many(
            get("choices"), ChatCompletionChunkChoice.from_dict, "ChatCompletionChunk.choices"
        )
        self.id = get("id")
        self.object = get("object")
        self.created = get("created")
        self.model = get("model")
        self.usage = one(get("usage"), CompletionUsage.from_dict, "ChatCompletionChunk.usage")
        return self
