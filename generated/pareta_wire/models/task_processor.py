# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type TaskProcessor."""

from __future__ import annotations

from typing import Literal, TypeAlias

TaskProcessor: TypeAlias = (
    Literal[
        "lite",
        "base",
        "core",
        "core2x",
        "pro",
        "ultra",
        "ultra2x",
        "ultra4x",
        "ultra8x",
        "lite-fast",
        "base-fast",
        "core-fast",
        "core2x-fast",
        "pro-fast",
        "ultra-fast",
        "ultra2x-fast",
        "ultra4x-fast",
        "ultra8x-fast",
    ]
    | str
)
"""Name of the engine that does the research. Costlier ones dig deeper; those that end in `-fast` respond
sooner.
"""
