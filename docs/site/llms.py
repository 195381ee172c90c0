"""`llms.txt`, by the convention of llmstxt.org: the pages in Markdown, a list of them, and all of them in one file."""

from __future__ import annotations

import importlib
import inspect
import re
import shutil
from pathlib import Path
from typing import Any

import pages
import reference

_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_TOCTREE = re.compile(r"```\{toctree\}.*?```\n?", re.DOTALL)
_ROLE = re.compile(r"\{py:obj\}`(?:([^`<]+) <[^>`]+>|([^`]+))`")
_TARGET = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)


def write(source: Path, site: Path, base: str, summary: str) -> None:
    """Write the Markdown of each page beside its HTML, `llms.txt` and `llms-full.txt`.

    Args:
        source: The folder that Sphinx read.
        site: The folder with the site.
        base: The address of the site, or an empty string: the links are then relative.
        summary: One sentence about the package.
    """
    base = base.rstrip("/") + "/" if base else ""
    lines = ["# pareta-sdk", "", f"> {summary}.", ""]
    full: list[str] = []
    for caption, section in {"": ["docs/index.md"], **pages.SECTIONS}.items():
        optional = caption == "Inside"
        if caption:
            lines += ["", f"## {'Optional' if optional else caption}", ""]
        for place in _places(section, source):
            text = plain(source, place)
            target = site / Path(place).with_suffix(".md")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            if not caption:
                lines += [_first_sentence(text)]
            else:
                title, about = _title(text), _first_sentence(text)
                lines.append(f"- [{title}]({base}{Path(place).with_suffix('.md').as_posix()}): {about}")
            if not optional:
                full.append(text)
    (site / "llms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (site / "llms-full.txt").write_text("\n\n".join(full) + "\n", encoding="utf-8")
    shutil.copytree(source / "files", site / "files", dirs_exist_ok=True)


def _places(section: list[str], source: Path) -> list[str]:
    """Return the pages of a section; an index of the reference is replaced by its pages."""
    places: list[str] = []
    for file in section:
        place = pages.place(file)
        if place == "reference/python.md":
            places += [f"reference/{page.file}.rst" for page in reference.pages()]
        elif place == "reference/http.md":
            places += sorted(f"reference/{path.name}" for path in (source / "reference").glob("http-*.md"))
        else:
            places.append(place)
    return places


def plain(source: Path, place: str) -> str:
    """Return a page in Markdown without what only Sphinx understands."""
    if place.endswith(".rst"):
        name = Path(place).stem
        return page_of_names(next(page for page in reference.pages() if page.file == name))
    text = (source / place).read_text(encoding="utf-8")
    text = _TARGET.sub("", _TOCTREE.sub("", _COMMENT.sub("", text)))
    text = _ROLE.sub(lambda role: f"`{role[1] or role[2]}`", text)
    return re.sub(r"\{#[\w-]+\}", "", text).strip() + "\n"


def page_of_names(page: reference.Page) -> str:
    """Return a page of the Python reference: each name with its signature and its docstring."""
    lines = [f"# {page.title}", "", page.about.replace("``", "`").replace(":doc:`errors`", "errors.md"), ""]
    if page.file.endswith("client"):
        cls, reached = reference.CLIENTS[page.names[0]]
        for path, one in [("", cls), *((resource.path, resource.cls) for resource in reached)]:
            lines += _class(f"client.{path}" if path else f"{page.module}.{cls.__name__}", one)
    else:
        module = importlib.import_module(page.module)
        for name in page.names:
            value = getattr(module, name)
            if inspect.isclass(value):
                lines += _class(f"{page.module}.{name}", value)
            elif inspect.isroutine(value):
                lines += _entry(f"{page.module}.{name}", value)
            else:
                lines += [f"## {page.module}.{name}", "", reference.comment_of(f"{page.module}.{name}"), ""]
    return "\n".join(lines)


def _class(name: str, cls: type) -> list[str]:
    lines = _entry(name, cls)
    for attribute, value in inspect.getmembers(cls, inspect.isroutine):
        is_ours = (getattr(value, "__module__", "") or "").startswith(("pareta", "parallel"))
        is_own = attribute in vars(cls) or "Client" in cls.__mro__[1].__name__
        if is_ours and is_own and not attribute.startswith("_") and inspect.getdoc(value):
            lines += _entry(f"{name}.{attribute}", value, level=3)
    return lines


def _entry(name: str, value: Any, level: int = 2) -> list[str]:
    try:
        signature = str(inspect.signature(value)) if not reference.takes_a_transport(value) else ""
    except (TypeError, ValueError):
        signature = ""
    return [
        f"{'#' * level} {name}",
        "",
        "```python",
        f"{name}{signature}",
        "```",
        "",
        inspect.getdoc(value) or "",
        "",
    ]


def _title(text: str) -> str:
    return text.partition("\n")[0].lstrip("# ").strip()


def _first_sentence(text: str) -> str:
    """Return the first sentence of a page's prose."""
    prose = re.sub(r"^(```.*?^```|[#|].*?|<.*?)$", "", text, flags=re.MULTILINE | re.DOTALL)
    paragraph = next((part for part in prose.split("\n\n") if part.strip()), "").strip()
    paragraph = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", " ".join(paragraph.split()))
    return re.split(r"(?<=\.)\s", paragraph)[0].rstrip(":") if paragraph else ""
