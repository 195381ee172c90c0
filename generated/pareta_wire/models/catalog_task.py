# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema CatalogTask."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonValue, Model, expect_object, new, null


@attrs.define(slots=True, repr=False, eq=False)
class CatalogTask(Model):
    """A benchmarked task. A single one comes with its schema and examples, and more members may follow."""

    id: str
    """Id of the task."""
    default_scorer: str | None = None
    """How answers are scored unless said otherwise."""
    has_blob_input: bool | None = None
    """Whether rows carry documents."""
    examples: list[JsonValue] | None = None
    """Sample rows. Only when a single task is asked for."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.id = data["id"] if "id" in data else null
        self.default_scorer = data["default_scorer"] if "default_scorer" in data else null
        self.has_blob_input = data["has_blob_input"] if "has_blob_input" in data else null
        self.examples = data["examples"] if "examples" in data else null
        return self


decode_catalog_task = CatalogTask.from_dict
"""Decode a `CatalogTask`."""
