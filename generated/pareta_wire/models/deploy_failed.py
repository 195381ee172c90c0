# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema DeployFailed."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class DeployFailed(Model):
    """A deployment failed."""

    message: str | None = None
    """Why it failed."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.message = data.get("message")
        return self


decode_deploy_failed = DeployFailed.from_dict
"""Decode a `DeployFailed`."""
