# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema DeployProgress."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class DeployProgress(Model):
    """A deployment reached a stage."""

    stage: str | None = None
    """The stage, such as provisioning-gpu, pulling weights or warming-up."""
    label: str | None = None
    """The stage in words for people."""
    pct: float | None = None
    """Progress in percent, from 0 to 100."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.stage = data.get("stage")
        self.label = data.get("label")
        self.pct = data.get("pct")
        return self


decode_deploy_progress = DeployProgress.from_dict
"""Decode a `DeployProgress`."""
