# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type TaskMatchType."""

from __future__ import annotations

from typing import Literal, TypeAlias

TaskMatchType: TypeAlias = Literal["task", "capability", "unsupported", "none"] | str
"""What a wish is: a task of the catalog, something that models can do though no task measures it, something
that they cannot do, or neither.
"""
