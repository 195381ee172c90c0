# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type FinishReason."""

from __future__ import annotations

from typing import Literal, TypeAlias

FinishReason: TypeAlias = Literal["stop", "length", "tool_calls", "content_filter"] | str
"""Why a choice ended."""
