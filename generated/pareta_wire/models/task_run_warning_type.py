# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type TaskRunWarningType."""

from __future__ import annotations

from typing import Literal, TypeAlias

TaskRunWarningType: TypeAlias = (
    Literal["spec_validation_warning", "input_validation_warning", "warning"] | str
)
"""Kind of warning."""
