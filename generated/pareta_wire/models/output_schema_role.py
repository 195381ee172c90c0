# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type OutputSchemaRole."""

from __future__ import annotations

from typing import Literal, TypeAlias

OutputSchemaRole: TypeAlias = Literal["summary", "gold"] | str
"""What the schema of a task describes: a summary of the outputs, or the expected outputs themselves."""
