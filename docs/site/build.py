"""Builds the site into build/docs: `make docs`.

    python docs/site/build.py [FOLDER]

Sphinx reads a folder beside the site, `build/docs-source`. In it are the documents of the repository, and
what is made here from the packages and from the spec. A warning of Sphinx is an error.
"""

from __future__ import annotations

import shutil
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("docs/site", "src", "generated")]

import errors_page  # noqa: E402
import http_pages  # noqa: E402
import llms  # noqa: E402
import pages  # noqa: E402
import reference  # noqa: E402
from sphinx.cmd.build import main as sphinx  # noqa: E402


def main(site: Path) -> int:
    """Build the site, and return the exit status."""
    source = site.with_name(f"{site.name}-source")
    for folder in (source, site):
        shutil.rmtree(folder, ignore_errors=True)
    (source / "reference").mkdir(parents=True)
    pages.stage(source)
    reference.write(source)
    errors_page.write(source)
    http_pages.write(source, reference.class_of_schema())
    doctrees = site.with_name(f"{site.name}-doctrees")
    arguments = ["-q", "-W", "--keep-going", "-c", str(ROOT / "docs"), "-d", str(doctrees)]
    if failed := sphinx([*arguments, "-E", str(source), str(site)]):
        return failed
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    llms.write(source, site, project.get("urls", {}).get("Documentation", ""), project["description"])
    shown = site.relative_to(Path.cwd()) if site.is_relative_to(Path.cwd()) else site
    print(f"wrote {shown}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve() if sys.argv[1:] else ROOT / "build/docs"))
