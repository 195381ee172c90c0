"""A metadata hook for hatchling: README.md for a package index, where a link to a file of the repository leads nowhere.

Where such links lead is a setting in pyproject.toml, `links` of this hook. With `{path}` in it, each link leads to its
file. Without it they all lead to one address, such as that of the source archive, and name their file as their title.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)\s]+)\)")


def absolute(text: str, links: str) -> str:
    """Return a document with absolute links.

    Args:
        text: The document, in Markdown.
        links: Where a link leads, with `{path}` for the file that it names or without.
    """

    def replace(link: re.Match[str]) -> str:
        if "{path}" in links:
            return f"]({links.replace('{path}', link[1])})"
        return f']({links} "{link[1].partition("#")[0]} in the source archive")'

    return _LINK.sub(replace, text)


class ReadmeForAnIndex(MetadataHookInterface):
    """Set the field `readme`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the field. hatchling calls this before it writes the metadata."""
        config = cast("dict[str, str]", self.config)  # pyright: ignore[reportUnknownMemberType]  # hatchling's bare dict
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": absolute(text, config["links"]),
        }
