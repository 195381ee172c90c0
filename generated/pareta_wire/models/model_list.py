# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ModelList."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, Model, Nested, many, new, null, record
from .chat_model import ChatModel

_data = ChatModel.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class ModelList(Model):
    """The endpoints that can be called, in OpenAI's shape."""

    object: str | None = None
    """Kind of object."""
    data: list[ChatModel] | None = None
    """The endpoints."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("data", "data", ChatModel, True),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.object = data["object"] if "object" in data else null
        value = data["data"] if "data" in data else null
        if value is None:
            self.data = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.data = [_data(value[0])]
            except DecodeError as error:
                raise error.inside("ModelList.data[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not ChatModel._fit(value):
            self.data = many(value, _data, "ModelList.data")
        return self
