# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema AutoMetrics."""

from __future__ import annotations

import attrs

from ..model import Model


@attrs.define(slots=True, repr=False, eq=False)
class AutoMetrics(Model):
    """Metrics of the model `auto`. Their members are not promised."""


decode_auto_metrics = AutoMetrics.from_dict
"""Decode a `AutoMetrics`."""
