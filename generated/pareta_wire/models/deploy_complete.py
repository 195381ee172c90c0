# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema DeployComplete."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..model import DecodeError, Model, Nested, new, null, record
from .endpoint import Endpoint

_endpoint = Endpoint.from_dict


@attrs.define(slots=True, repr=False, eq=False)
class DeployComplete(Model):
    """A deployment is done."""

    endpoint: Endpoint | None = None
    """The live endpoint."""

    _nested: ClassVar[tuple[Nested, ...] | None] = (("endpoint", "endpoint", Endpoint, False),)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = record(data, cls)
        self = new(cls)
        self._data = data
        value = data["endpoint"] if "endpoint" in data else null
        try:
            self.endpoint = null if value is None else _endpoint(value)
        except DecodeError as error:
            raise error.inside("DeployComplete.endpoint") from None
        return self
