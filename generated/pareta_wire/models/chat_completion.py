# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletion."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, Model, decode_list, empty_list, expect_object, new, null
from .chat_completion_choice import ChatCompletionChoice, decode_chat_completion_choice
from .completion_usage import CompletionUsage, decode_completion_usage


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletion(Model):
    """The completion of a chat."""

    id: str
    """Id of the completion."""
    created: int
    """When it was made, in Unix seconds."""
    model: str
    """The model that responded."""
    object: str | None = None
    """Kind of object."""
    choices: list[ChatCompletionChoice] = attrs.field(factory=empty_list)
    """The choices: one, unless more were requested."""
    usage: CompletionUsage | None = None
    """Tokens used."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.id = data.get("id")
        self.created = data.get("created")
        self.model = data.get("model")
        self.object = data.get("object")
        value = data.get("choices")
        self.choices = (
            []
            if value is None
            else decode_list(value, decode_chat_completion_choice, "ChatCompletion.choices")
        )
        value = data.get("usage")
        try:
            self.usage = null if value is None else decode_completion_usage(value)
        except DecodeError as error:
            raise error.within("ChatCompletion.usage") from None
        return self


decode_chat_completion = ChatCompletion.from_dict
"""Decode a `ChatCompletion`."""
