# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionChunkChoice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import attrs

from ..model import DecodeError, Model, Nested, new, null, record
from .chat_completion_delta import ChatCompletionDelta

if TYPE_CHECKING:
    from .finish_reason import FinishReason

_delta = ChatCompletionDelta.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionChunkChoice(Model):
    """What is new in one answer."""

    index: int
    """Position among the answers, from 0."""
    delta: ChatCompletionDelta
    finish_reason: FinishReason | None = None
    """Why the answer ended. Only in its last chunk."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("delta", "delta", ChatCompletionDelta, False),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.index = data["index"] if "index" in data else null
        value = data["delta"] if "delta" in data else null
        try:
            self.delta = null if value is None else _delta(value)
        except DecodeError as error:
            raise error.inside("ChatCompletionChunkChoice.delta") from None
        self.finish_reason = data["finish_reason"] if "finish_reason" in data else null
        return self
