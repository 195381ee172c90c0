# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type Confidence."""

from __future__ import annotations

from typing import Literal, TypeAlias

Confidence: TypeAlias = Literal["high", "medium", "low"] | str
"""How sure the server is."""
