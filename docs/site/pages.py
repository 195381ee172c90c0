"""Which pages the site has, and how a file of the repository becomes one of them."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]

# The sections of the side bar, and the files of their pages. `reference/…` is written by the other modules here.
SECTIONS: dict[str, list[str]] = {
    "Start": ["docs/start.md"],
    "Guides": [
        "docs/pareta.md",
        "docs/task-api.md",
        "docs/command-line.md",
        "docs/notebooks.md",
        "docs/streaming.md",
        "docs/async.md",
        "docs/errors-and-retries.md",
        "docs/logging.md",
        "docs/tracing.md",
        "docs/agents.md",
        "docs/sandbox.md",
        "docs/testing.md",
        "docs/proxy.md",
        "docs/low-level.md",
        "docs/reliability.md",
    ],
    "How to": [
        "docs/how-to/fastapi.md",
        "docs/how-to/logging.md",
        "docs/how-to/proxies.md",
        "docs/how-to/jupyter.md",
        "docs/how-to/testing.md",
        "docs/how-to/a-thousand-rows.md",
        "docs/how-to/from-openai.md",
        "docs/how-to/from-parallel-web.md",
        "docs/how-to/from-pareta.md",
    ],
    "Reference": ["reference/errors.md", "reference/python.md", "reference/http.md"],
    "Other languages": [
        "ports/typescript/README.md",
        "ports/go/README.md",
        "docs/conformance.md",
        "docs/porting.md",
    ],
    "Inside": [
        "docs/architecture.md",
        "docs/changing-the-spec.md",
        "codegen/README.md",
        "bench/README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
    ],
}
# Pages of other parts of the SDK, which a checkout may lack.
OPTIONAL = {"docs/command-line.md", "docs/notebooks.md", "docs/tracing.md", "docs/agents.md"}
# What other documents link to as the README is the first page here.
_SAME_AS = {"README.md": "docs/index.md"}
_LINK = re.compile(r"(\]\()([^)\s]+)(\))")
_CODE = re.compile(r"(^ *```.*?^ *```$)", re.MULTILINE | re.DOTALL)


def place(file: str) -> str:
    """Return where in the site the page of a file is: `docs/pareta.md` is `pareta.md`."""
    path = PurePosixPath(file)
    if path.name == "README.md":
        return f"{path.parent.name}.md" if path.parent.name != "" else "readme.md"
    if file.startswith("docs/"):
        return file.removeprefix("docs/")
    return file.lower() if path.parent == PurePosixPath() else file


def files() -> list[str]:
    """Return the files that become pages, in the order of the side bar. A page that no section names is an error."""
    listed = [file for section in SECTIONS.values() for file in section if not file.startswith("reference/")]
    written = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")} - {
        "docs/index.md"
    }
    if forgotten := written - set(listed):
        raise SystemExit(f"no section of docs/site/pages.py has {', '.join(sorted(forgotten))}")
    return [file for file in listed if file not in OPTIONAL or (ROOT / file).exists()]


def relink(text: str, replace: Callable[[str], str]) -> str:
    """Return a document with each target of a link replaced, but for those in its code."""
    parts = _CODE.split(text)
    for index in range(0, len(parts), 2):
        parts[index] = _LINK.sub(lambda link: link[1] + replace(link[2]) + link[3], parts[index])
    return "".join(parts)


def stage(folder: Path) -> list[str]:
    """Write the pages that are files of the repository into the folder that Sphinx reads.

    A link to another page leads to where that page is in the site; a link to any other file leads to a copy of it.

    Returns:
        The places of the pages, without the first page's.
    """
    pages = files()
    places = {file: place(file) for file in [*pages, "docs/index.md"]}
    places.update({file: places[page] for file, page in _SAME_AS.items()})

    for file in [*pages, "docs/index.md"]:
        target = folder / places[file]
        target.parent.mkdir(parents=True, exist_ok=True)

        def replace(link: str, file: str = file, target: Path = target) -> str:
            if link.startswith(("http://", "https://", "mailto:", "#")):
                return link
            path, mark, anchor = link.partition("#")
            found = (ROOT / file).parent.joinpath(path).resolve().relative_to(ROOT).as_posix()
            if found not in places:
                copy = folder / "files" / found
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / found, copy)
            goal = folder / places.get(found, f"files/{found}")
            return Path(os.path.relpath(goal, target.parent)).as_posix() + mark + anchor

        text = relink((ROOT / file).read_text(encoding="utf-8"), replace)
        if file == "docs/index.md":
            text += side_bar()
        target.write_text(text, encoding="utf-8")
    return [places[file] for file in pages]


def side_bar() -> str:
    """Return what the first page has in the site alone: the references, and the tables of contents for the side bar."""
    known = set(files())
    references = (
        "[Errors one by one](reference/errors.md) · [Python](reference/python.md) · [HTTP](reference/http.md)"
    )
    lines = ["", "## References", "", references]
    for caption, section in SECTIONS.items():
        entries = [
            file if file.startswith("reference/") else place(file)
            for file in section
            if file in known or file.startswith("reference/")
        ]
        lines += ["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *entries, "```"]
    return "\n".join(lines) + "\n"
