# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema CatalogTaskList."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, many, new, record
from .catalog_task import CatalogTask


@attrs.define(slots=True, repr=False, eq=False)
class CatalogTaskList(Model):
    """The catalog."""

    tasks: list[CatalogTask] | None = None
    """The tasks."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.tasks = many(get("tasks"), CatalogTask.from_dict, "CatalogTaskList.tasks")
        return self
