# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionLogprobs."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, decode_list, empty_list, expect_object, new
from .token_logprob import TokenLogprob, decode_token_logprob


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionLogprobs(Model):
    """The probabilities of the tokens of a choice."""

    content: list[TokenLogprob] = attrs.field(factory=empty_list)
    """One for each token of the text."""
    refusal: list[TokenLogprob] = attrs.field(factory=empty_list)
    """One for each token of the refusal."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        value = data.get("content")
        self.content = (
            []
            if value is None
            else decode_list(value, decode_token_logprob, "ChatCompletionLogprobs.content")
        )
        value = data.get("refusal")
        self.refusal = (
            []
            if value is None
            else decode_list(value, decode_token_logprob, "ChatCompletionLogprobs.refusal")
        )
        return self


decode_chat_completion_logprobs = ChatCompletionLogprobs.from_dict
"""Decode a `ChatCompletionLogprobs`."""
