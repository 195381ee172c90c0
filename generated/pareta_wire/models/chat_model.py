# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatModel."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class ChatModel(Model):
    """An endpoint that can be called."""

    id: str
    """Id to pass as `model` in a chat."""
    object: str | None = None
    """Kind of object."""
    owned_by: str | None = None
    """Who owns it."""
    created: int | None = None
    """When it was made, in Unix seconds."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.id = data.get("id")
        self.object = data.get("object")
        self.owned_by = data.get("owned_by")
        self.created = data.get("created")
        return self


decode_chat_model = ChatModel.from_dict
"""Decode a `ChatModel`."""
