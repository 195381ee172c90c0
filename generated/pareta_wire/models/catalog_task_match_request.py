# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema CatalogTaskMatchRequest."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class CatalogTaskMatchRequest(Model):
    """A wish to compare with the catalog."""

    query: str
    """What you want to do, in plain words."""
    top_k: int | None = None
    """Number of candidates. The server takes 5 when it is left out."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.query = data.get("query")
        self.top_k = data.get("top_k")
        return self


decode_catalog_task_match_request = CatalogTaskMatchRequest.from_dict
"""Decode a `CatalogTaskMatchRequest`."""
