# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TokenLogprob."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, decode_list, empty_list, expect_object, new
from .token_logprob_alternative import TokenLogprobAlternative, decode_token_logprob_alternative


@attrs.define(slots=True, repr=False, eq=False)
class TokenLogprob(Model):
    """The probability of one token."""

    token: str | None = None
    """The token."""
    logprob: float | None = None
    """Natural logarithm of its probability, at most 0."""
    bytes: list[int] = attrs.field(factory=empty_list)
    """Its bytes, in UTF-8. A token may be a part of a character."""
    top_logprobs: list[TokenLogprobAlternative] = attrs.field(factory=empty_list)
    """The likeliest tokens at its place. As many as were requested."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.token = data.get("token")
        self.logprob = data.get("logprob")
        value = data.get("bytes")
        self.bytes = [] if value is None else value
        value = data.get("top_logprobs")
        self.top_logprobs = (
            []
            if value is None
            else decode_list(value, decode_token_logprob_alternative, "TokenLogprob.top_logprobs")
        )
        return self


decode_token_logprob = TokenLogprob.from_dict
"""Decode a `TokenLogprob`."""
