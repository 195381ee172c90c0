# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema AdvancedSettings."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, Model, expect_object, new, null
from .data_sources import DataSources, decode_data_sources


@attrs.define(slots=True, repr=False, eq=False)
class AdvancedSettings(Model):
    """Settings that few runs need."""

    location: str | None = None
    """Country from which the research looks at the web, as an ISO 3166-1 alpha-2 code."""
    data_sources: DataSources | None = None
    """Sources beside the open web."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.location = data.get("location")
        value = data.get("data_sources")
        try:
            self.data_sources = null if value is None else decode_data_sources(value)
        except DecodeError as error:
            raise error.within("AdvancedSettings.data_sources") from None
        return self


decode_advanced_settings = AdvancedSettings.from_dict
"""Decode a `AdvancedSettings`."""
