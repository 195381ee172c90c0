# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type TaskRunStatusCounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

TaskRunStatusCounts: TypeAlias = Mapping[str, int]
"""Number of runs for each status."""
