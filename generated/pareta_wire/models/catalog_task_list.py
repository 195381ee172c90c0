# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema CatalogTaskList."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import RECORDS, Model, empty_list, expect_object, make_tables, new
from ..records import Records, decode_records
from .catalog_task import CatalogTask, decode_catalog_task


@attrs.define(slots=True, repr=False, eq=False)
class CatalogTaskList(Model):
    """The catalog."""

    tasks: Records[CatalogTask] = attrs.field(factory=empty_list, metadata={RECORDS: decode_catalog_task})
    """The tasks."""

    def __attrs_post_init__(self) -> None:
        make_tables(self)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.tasks = decode_records(data.get("tasks"), decode_catalog_task, "CatalogTaskList.tasks")
        return self


decode_catalog_task_list = CatalogTaskList.from_dict
"""Decode a `CatalogTaskList`."""
