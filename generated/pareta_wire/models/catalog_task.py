# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema CatalogTask."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonObject, JsonValue, Model, empty_list, expect_object, new
from .output_schema_role import OutputSchemaRole


@attrs.define(slots=True, repr=False, eq=False)
class CatalogTask(Model):
    """A benchmarked task. A single one comes with its schema and examples, and more members may follow."""

    id: str
    """Id of the task."""
    default_scorer: str | None = None
    """How outputs are scored by default."""
    has_blob_input: bool | None = None
    """Whether rows carry documents."""
    gold_schema: JsonObject | None = None
    """JSON Schema of the expected outputs."""
    output_schema_role: OutputSchemaRole | None = None
    """What the task's schema describes."""
    examples: list[JsonValue] = attrs.field(factory=empty_list)
    """Sample rows. Only when a single task is asked for."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.id = data.get("id")
        self.default_scorer = data.get("default_scorer")
        self.has_blob_input = data.get("has_blob_input")
        self.gold_schema = data.get("gold_schema")
        self.output_schema_role = data.get("output_schema_role")
        value = data.get("examples")
        self.examples = [] if value is None else value
        return self


decode_catalog_task = CatalogTask.from_dict
"""Decode a `CatalogTask`."""
