# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletion."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, many, new, one, record
from .chat_completion_choice import ChatCompletionChoice
from .completion_usage import CompletionUsage


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletion(Model):
    """The answer to a chat."""

    id: str
    """Id of the answer."""
    created: int
    """When it was made, in Unix seconds."""
    model: str
    """What answered."""
    choices: list[ChatCompletionChoice]
    """The answers, one unless more were asked for."""
    object: str | None = None
    """Kind of object."""
    usage: CompletionUsage | None = None
    """Tokens used."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.id = get("id")
        self.created = get("created")
        self.model = get("model")
        self.choices = many(get("choices"), ChatCompletionChoice.from_dict, "ChatCompletion.choices")
        self.object = get("object")
        self.usage = one(get("usage"), CompletionUsage.from_dict, "ChatCompletion.usage")
        return self
