# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatModel."""

from __future__ import annotations

from itertools import repeat
from operator import itemgetter
from typing import Any, Self

import attrs

from ..model import Model, new, null, record

_FIELDS = itemgetter("id", "object", "owned_by", "created")


@attrs.define(slots=True, repr=False, eq=False)
class ChatModel(Model):
    """An endpoint that can be called."""

    id: str
    """Id to give as `model` in a chat."""
    object: str | None = None
    """Kind of object."""
    owned_by: str | None = None
    """Who owns it."""
    created: int | None = None
    """When it was made, in Unix seconds."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.id = data["id"] if "id" in data else null
        self.object = data["object"] if "object" in data else null
        self.owned_by = data["owned_by"] if "owned_by" in data else null
        self.created = data["created"] if "created" in data else null
        return self

    @classmethod
    def _alike(cls, items: Any) -> list[Any] | None:
        self: Self
        if items.__class__ is not list:
            return None
        try:
            made: list[Any] = list(map(new, repeat(cls, len(items))))
            for self, self._data, (self.id, self.object, self.owned_by, self.created) in zip(
                made, items, map(_FIELDS, items), strict=True
            ):
                pass
        except (KeyError, TypeError, ValueError):
            return None
        return made
