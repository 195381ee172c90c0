# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EndpointMetrics."""

from __future__ import annotations

import attrs

from ..model import Model


@attrs.define(slots=True, repr=False, eq=False)
class EndpointMetrics(Model):
    """Metrics of an endpoint. Their members depend on the dimension."""


decode_endpoint_metrics = EndpointMetrics.from_dict
"""Decode a `EndpointMetrics`."""
