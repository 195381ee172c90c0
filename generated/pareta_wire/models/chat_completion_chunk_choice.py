# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionChunkChoice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import attrs

from ..model import Model, new, one, record
from .chat_completion_delta import ChatCompletionDelta

if TYPE_CHECKING:
    from .finish_reason import FinishReason


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionChunkChoice(Model):
    """What is new in one answer."""

    index: int
    """Position among the answers, from 0."""
    delta: ChatCompletionDelta
    finish_reason: FinishReason | None = None
    """Why the answer ended. Only in its last chunk."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.index = get("index")
        self.delta = one(get("delta"), ChatCompletionDelta.from_dict, "ChatCompletionChunkChoice.delta")
        self.finish_reason = get("finish_reason")
        return self
