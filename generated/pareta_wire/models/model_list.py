# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ModelList."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, many, new, record
from .chat_model import ChatModel


@attrs.define(slots=True, repr=False, eq=False)
class ModelList(Model):
    """The endpoints that can be called, in OpenAI's shape."""

    object: str | None = None
    """Kind of object."""
    data: list[ChatModel] | None = None
    """The endpoints."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.object = get("object")
        self.data = many(get("data"), ChatModel.from_dict, "ModelList.data")
        return self
