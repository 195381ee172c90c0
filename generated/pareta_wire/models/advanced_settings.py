# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema AdvancedSettings."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class AdvancedSettings(Model):
    """Settings that few runs need."""

    location: str | None = None
    """Country from which the research looks at the web, as an ISO 3166-1 alpha-2 code."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.location = data.get("location")
        return self


decode_advanced_settings = AdvancedSettings.from_dict
"""Decode a `AdvancedSettings`."""
