# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionChunk."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, Model, Nested, many, new, null, record
from .chat_completion_chunk_choice import ChatCompletionChunkChoice
from .completion_usage import CompletionUsage

_choices = ChatCompletionChunkChoice.from_dict
_usage = CompletionUsage.from_dict


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

    _nested: ClassVar[tuple[Nested, ...] | None] = (
        ("choices", "choices", ChatCompletionChunkChoice, True),
        ("usage", "usage", CompletionUsage, False),
    )

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        value = data["choices"] if "choices" in data else null
        if value is None:
            self.choices = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.choices = [_choices(value[0])]
            except DecodeError as error:
                raise error.inside("ChatCompletionChunk.choices[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not ChatCompletionChunkChoice._fit(value):
            self.choices = many(value, _choices, "ChatCompletionChunk.choices")
        self.id = data["id"] if "id" in data else null
        self.object = data["object"] if "object" in data else null
        self.created = data["created"] if "created" in data else null
        self.model = data["model"] if "model" in data else null
        value = data["usage"] if "usage" in data else null
        try:
            self.usage = null if value is None else _usage(value)
        except DecodeError as error:
            raise error.inside("ChatCompletionChunk.usage") from None
        return self
