# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema CompletionUsage."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, new, record


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
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.prompt_tokens = get("prompt_tokens")
        self.completion_tokens = get("completion_tokens")
        self.total_tokens = get("total_tokens")
        return self
