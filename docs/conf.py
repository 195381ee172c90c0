"""The configuration of Sphinx. `docs/site/build.py` says what the site consists of; `make docs` builds it."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / folder) for folder in ("docs/site", "src", "generated")]

import docstrings  # noqa: E402

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_METADATA = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "pareta-sdk"
author = "the pareta-sdk authors"
version = release = _METADATA["version"]
project_copyright = f"{author}, {_METADATA['license']}"

extensions = ["myst_parser", "sphinx.ext.autodoc"]
root_doc = "index"
exclude_patterns = ["files/**"]
myst_heading_anchors = 4  # as on the web pages of a repository: `page.md#a-heading`

html_theme = "furo"
html_title = f"pareta-sdk {version}"
html_baseurl = _METADATA.get("urls", {}).get("Documentation", "")
html_copy_source = False
html_show_sphinx = False
html_static_path = [str(ROOT / "docs/site/static")]
html_css_files = ["site.css"]
html_theme_options = {"navigation_with_keys": True}
pygments_style = "default"
pygments_dark_style = "github-dark"

# The reference: names as a user types them, one argument on each line, attributes with their types.
add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 80
python_display_short_literal_types = True
# A heading for each name stands in the list at the side instead, which is faster by a third.
toc_object_entries = False


def setup(app: Sphinx) -> None:
    """Register what turns our docstrings, which are Markdown, into what autodoc reads."""
    app.connect("autodoc-process-docstring", docstrings.process)
    app.connect("autodoc-process-signature", docstrings.process_signature)
    app.connect("doctree-read", docstrings.settle_references)
