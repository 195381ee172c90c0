"""A build hook for hatchling: puts openapi.yaml, which the sandbox validates requests against, into the wheel.

hatchling's `force-include` would also copy it into an editable install, where the copy would become outdated: there
the sandbox reads the file at the root of the checkout.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SpecInWheel(BuildHookInterface[Any]):
    """Add one file to wheels that are not editable installs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the file. hatchling calls this before it collects the files."""
        if version == "standard":
            build_data["force_include"]["openapi.yaml"] = "pareta_sandbox/openapi.yaml"
