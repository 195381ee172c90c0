# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema AutoSchema."""

from __future__ import annotations

from typing import Any, Literal, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class AutoSchema(Model):
    """Leaves the schema of the output to the server."""

    type: Literal["auto"] = "auto"
    """Always `auto`. May be left out."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.type = data.get("type")
        return self


decode_auto_schema = AutoSchema.from_dict
"""Decode a `AutoSchema`."""
