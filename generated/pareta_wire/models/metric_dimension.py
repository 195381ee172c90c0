# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type MetricDimension."""

from __future__ import annotations

from typing import Literal, TypeAlias

MetricDimension: TypeAlias = Literal["performance", "uptime", "cost", "quality", "activity"] | str
"""A kind of metrics."""
