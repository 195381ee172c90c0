# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema TokenLogprobAlternative."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, empty_list, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class TokenLogprobAlternative(Model):
    """The probability of a token that could have stood at a place."""

    token: str | None = None
    """The token."""
    logprob: float | None = None
    """Natural logarithm of its probability, at most 0."""
    bytes: list[int] = attrs.field(factory=empty_list)
    """Its bytes, in UTF-8. A token may be a part of a character."""

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
        return self


decode_token_logprob_alternative = TokenLogprobAlternative.from_dict
"""Decode a `TokenLogprobAlternative`."""
