"""A build hook of hatchling: the wheel carries openapi.yaml, which the sandbox checks each request against.

Not hatchling's `force-include`, which would also lay a copy beside an editable install, where it grows stale:
there the sandbox reads the file at the root of the checkout. Nothing else about the build may live here.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SpecInWheel(BuildHookInterface[Any]):
    """Adds one file to a wheel that is no editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects the files."""
        if version == "standard":
            build_data["force_include"]["openapi.yaml"] = "pareta_sandbox/openapi.yaml"
