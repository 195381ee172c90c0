# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type TaskProcessor."""

from __future__ import annotations

from typing import Literal, TypeAlias

TaskProcessor: TypeAlias = (
    Literal["lite", "base", "core", "core2x", "pro", "ultra", "ultra2x", "ultra4x", "ultra8x"] | str
)
"""Name of the engine that does the research. Costlier ones dig deeper."""
