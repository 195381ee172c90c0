# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ValidationIssue."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonValue, Model, empty_list, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class ValidationIssue(Model):
    """One fault of a request that was refused."""

    loc: list[JsonValue] = attrs.field(factory=empty_list)
    """Where the fault is, from the outside in; names and positions."""
    msg: str | None = None
    """What is wrong."""
    type: str | None = None
    """Kind of fault."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        value = data.get("loc")
        self.loc = [] if value is None else value
        self.msg = data.get("msg")
        self.type = data.get("type")
        return self


decode_validation_issue = ValidationIssue.from_dict
"""Decode a `ValidationIssue`."""
