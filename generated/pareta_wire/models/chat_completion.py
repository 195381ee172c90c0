# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletion."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, Model, Nested, many, new, null, record
from .chat_completion_choice import ChatCompletionChoice
from .completion_usage import CompletionUsage

_choices = ChatCompletionChoice.from_dict
_usage = CompletionUsage.from_dict


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

    _nested: ClassVar[tuple[Nested, ...] | None] = (
        ("choices", "choices", ChatCompletionChoice, True),
        ("usage", "usage", CompletionUsage, False),
    )

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.id = data["id"] if "id" in data else null
        self.created = data["created"] if "created" in data else null
        self.model = data["model"] if "model" in data else null
        value = data["choices"] if "choices" in data else null
        if value is None:
            self.choices = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.choices = [_choices(value[0])]
            except DecodeError as error:
                raise error.inside("ChatCompletion.choices[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not ChatCompletionChoice._fit(value):
            self.choices = many(value, _choices, "ChatCompletion.choices")
        self.object = data["object"] if "object" in data else null
        value = data["usage"] if "usage" in data else null
        try:
            self.usage = null if value is None else _usage(value)
        except DecodeError as error:
            raise error.inside("ChatCompletion.usage") from None
        return self
