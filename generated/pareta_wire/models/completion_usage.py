# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema CompletionUsage."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class CompletionUsage(Model):
    """Tokens that a chat used."""

    prompt_tokens: int
    """Tokens read."""
    completion_tokens: int
    """Tokens written."""
    total_tokens: int
    """Tokens read and written."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.prompt_tokens = data.get("prompt_tokens")
        self.completion_tokens = data.get("completion_tokens")
        self.total_tokens = data.get("total_tokens")
        return self


decode_completion_usage = CompletionUsage.from_dict
"""Decode a `CompletionUsage`."""
