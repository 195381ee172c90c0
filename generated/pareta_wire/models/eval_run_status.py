# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type EvalRunStatus."""

from __future__ import annotations

from typing import Literal, TypeAlias

EvalRunStatus: TypeAlias = Literal["queued", "running", "evaluating", "completed", "failed"] | str
"""Where an eval run stands."""
