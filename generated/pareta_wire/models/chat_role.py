# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type ChatRole."""

from __future__ import annotations

from typing import Literal, TypeAlias

ChatRole: TypeAlias = Literal["system", "developer", "user", "assistant", "tool"] | str
"""Who speaks."""
