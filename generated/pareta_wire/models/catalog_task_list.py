# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema CatalogTaskList."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import LONG, DecodeError, Model, Nested, many, new, null, record
from .catalog_task import CatalogTask

_tasks = CatalogTask.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class CatalogTaskList(Model):
    """The catalog."""

    tasks: list[CatalogTask] | None = None
    """The tasks."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("tasks", "tasks", CatalogTask, True),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        value = data["tasks"] if "tasks" in data else null
        if value is None:
            self.tasks = null
        elif value.__class__ is list and len(value) == 1:  # as in most streams
            try:
                self.tasks = [_tasks(value[0])]
            except DecodeError as error:
                raise error.inside("CatalogTaskList.tasks[0]") from None
        elif value.__class__ is not list or len(value) < LONG or not CatalogTask._fit(value):
            self.tasks = many(value, _tasks, "CatalogTaskList.tasks")
        return self
