# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionChoice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import attrs

from ..model import Model, new, one, record
from .chat_completion_message import ChatCompletionMessage

if TYPE_CHECKING:
    from .finish_reason import FinishReason


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionChoice(Model):
    """One answer."""

    index: int
    """Position among the answers, from 0."""
    finish_reason: FinishReason
    message: ChatCompletionMessage

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.index = get("index")
        self.finish_reason = get("finish_reason")
        self.message = one(get("message"), ChatCompletionMessage.from_dict, "ChatCompletionChoice.message")
        return self
