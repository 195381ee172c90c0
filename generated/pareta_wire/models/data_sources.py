# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema DataSources."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class DataSources(Model):
    """Sources beside the open web, by what they cost."""

    free: list[str] | None = None
    """Sources that cost nothing more."""
    pay_per_use: list[str] | None = None
    """Sources that are billed by use."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.free = data.get("free")
        self.pay_per_use = data.get("pay_per_use")
        return self


decode_data_sources = DataSources.from_dict
"""Decode a `DataSources`."""
