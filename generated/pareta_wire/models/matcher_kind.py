# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type MatcherKind."""

from __future__ import annotations

from typing import Literal, TypeAlias

MatcherKind: TypeAlias = Literal["keyword", "semantic", "reason"] | str
"""How a wish was compared with the catalog."""
