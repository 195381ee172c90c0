# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type TaskRunStatus."""

from __future__ import annotations

from typing import Literal, TypeAlias

TaskRunStatus: TypeAlias = (
    Literal["queued", "action_required", "running", "completed", "failed", "cancelling", "cancelled"] | str
)
"""Where a run stands."""
