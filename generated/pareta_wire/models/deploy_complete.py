# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema DeployComplete."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import DecodeError, Model, expect_object, new, null
from .endpoint import Endpoint, decode_endpoint


@attrs.define(slots=True, repr=False, eq=False)
class DeployComplete(Model):
    """A deployment is done."""

    endpoint: Endpoint | None = None
    """The live endpoint."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        value = data.get("endpoint")
        try:
            self.endpoint = null if value is None else decode_endpoint(value)
        except DecodeError as error:
            raise error.within("DeployComplete.endpoint") from None
        return self


decode_deploy_complete = DeployComplete.from_dict
"""Decode a `DeployComplete`."""
