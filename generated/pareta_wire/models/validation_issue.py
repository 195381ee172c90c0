# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ValidationIssue."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonValue, Model, new, null, record


@attrs.define(slots=True, repr=False, eq=False)
class ValidationIssue(Model):
    """One fault of a request that was refused."""

    loc: list[JsonValue] | None = None
    """Where the fault is, from the outside in; names and positions."""
    msg: str | None = None
    """What is wrong."""
    type: str | None = None
    """Kind of fault."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        self.loc = data["loc"] if "loc" in data else null
        self.msg = data["msg"] if "msg" in data else null
        self.type = data["type"] if "type" in data else null
        return self
