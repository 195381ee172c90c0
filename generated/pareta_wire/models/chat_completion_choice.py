# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionChoice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import attrs

from ..model import DecodeError, Model, Nested, new, null, record
from .chat_completion_message import ChatCompletionMessage

if TYPE_CHECKING:
    from .finish_reason import FinishReason

_message = ChatCompletionMessage.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionChoice(Model):
    """One answer."""

    index: int
    """Position among the answers, from 0."""
    finish_reason: FinishReason
    message: ChatCompletionMessage

    _nested: ClassVar[tuple[Nested, ...] | None] = (("message", "message", ChatCompletionMessage, False),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.index = data["index"] if "index" in data else null
        self.finish_reason = data["finish_reason"] if "finish_reason" in data else null
        value = data["message"] if "message" in data else null
        try:
            self.message = null if value is None else _message(value)
        except DecodeError as error:
            raise error.inside("ChatCompletionChoice.message") from None
        return self
