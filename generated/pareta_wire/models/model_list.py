# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ModelList."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import RECORDS, Model, empty_list, expect_object, make_tables, new
from ..records import Records, decode_records
from .chat_model import ChatModel, decode_chat_model


@attrs.define(slots=True, repr=False, eq=False)
class ModelList(Model):
    """The endpoints that can be called, in OpenAI's shape."""

    object: str | None = None
    """Kind of object."""
    data: Records[ChatModel] = attrs.field(factory=empty_list, metadata={RECORDS: decode_chat_model})
    """The endpoints."""

    def __attrs_post_init__(self) -> None:
        make_tables(self)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.object = data.get("object")
        self.data = decode_records(data.get("data"), decode_chat_model, "ModelList.data")
        return self


decode_model_list = ModelList.from_dict
"""Decode a `ModelList`."""
