# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type EndpointStatus."""

from __future__ import annotations

from typing import Literal, TypeAlias

EndpointStatus: TypeAlias = Literal["live", "starting", "stopped"] | str
"""Where an endpoint stands."""
