"""Which pages the site has, and how a file of the repository becomes one of them."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]

# The sections of the side bar, and the files of their pages. `reference/…` is written by the other modules here.
SECTIONS: dict[str, list[str]] = {
    "Start": ["docs/start.md"],
    "Guides": [
        "docs/pareta.md",
        "docs/task-api.md",
        "docs/bulk.md",
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
# A block of code, or the target of a link.
_CODE_OR_TARGET = re.compile(r"^ *```.*?^ *```$|(?<=\]\()(?P<target>[^)\s]+)(?=\))", re.MULTILINE | re.DOTALL)


def place(file: str) -> str:
    """Return where in the site the page of a file is: `docs/pareta.md` is `pareta.md`."""
    path = PurePosixPath(file)
    if path.name == "README.md":
        return f"{path.parent.name}.md"
    if file.startswith("docs/"):
        return file.removeprefix("docs/")
    return file.lower() if path.parent == PurePosixPath() else file


def files() -> list[str]:
    """Return the files that become pages. A page that no section names is an error."""
    listed = [file for section in SECTIONS.values() for file in section if not file.startswith("reference/")]
    written = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")}
    if forgotten := written - {"docs/index.md", *listed}:
        raise SystemExit(f"no section of docs/site/pages.py has {', '.join(sorted(forgotten))}")
    return ["docs/index.md", *listed]


def stage(folder: Path) -> None:
    """Write the pages that are files of the repository into the folder that Sphinx reads.

    A link to another page leads to where that page is in the site; a link to any other file leads to a copy of it.
    """
    places = {file: place(file) for file in files()}
    for file, own in places.items():
        target = folder / own
        target.parent.mkdir(parents=True, exist_ok=True)

        def relink(found: re.Match[str], file: str = file, target: Path = target) -> str:
            link = found["target"]
            if link is None or link.startswith(("https://", "#")):
                return found[0]
            path, mark, anchor = link.partition("#")
            named = (ROOT / file).parent.joinpath(path).resolve().relative_to(ROOT).as_posix()
            if named not in places:
                copy = folder / "files" / named
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / named, copy)
            goal = folder / places.get(named, f"files/{named}")
            return Path(os.path.relpath(goal, target.parent)).as_posix() + mark + anchor

        text = _CODE_OR_TARGET.sub(relink, (ROOT / file).read_text(encoding="utf-8"))
        target.write_text(text + (side_bar() if file == "docs/index.md" else ""), encoding="utf-8")


def side_bar() -> str:
    """Return what the first page has in the site alone: the references, and the tables of contents for the side bar."""
    references = (
        "[Errors one by one](reference/errors.md) · [Python](reference/python.md) · [HTTP](reference/http.md)"
    )
    lines = ["", "## References", "", references]
    for caption, section in SECTIONS.items():
        lines += ["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *map(place, section), "```"]
    return "\n".join(lines) + "\n"
