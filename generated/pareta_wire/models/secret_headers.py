# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type SecretHeaders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

SecretHeaders: TypeAlias = Mapping[str, str]
"""HTTP headers by name. Their values are secrets."""
