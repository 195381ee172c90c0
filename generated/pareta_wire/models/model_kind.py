# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type ModelKind."""

from __future__ import annotations

from typing import Literal, TypeAlias

ModelKind: TypeAlias = Literal["open", "frontier"] | str
"""Whether a model is open or a vendor's."""
