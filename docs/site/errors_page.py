"""The page of all errors, from the classes, the spec's kinds of errors, and errors.yaml beside this module."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import parallel.errors
import pareta.errors
import pareta_core
from parallel import webhooks

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (pareta, parallel, pareta_core)


def classes() -> dict[str, list[type]]:
    """Return every public class of an error: for each name, those of the packages."""
    found: dict[str, list[type]] = {}
    for package in (*PACKAGES, webhooks):
        for name in getattr(package, "__all__", None) or dir(package):
            value = getattr(package, name)
            if inspect.isclass(value) and issubclass(value, pareta_core.SDKError):
                found.setdefault(name, []).append(value)
    return found


def write(folder: Path) -> None:
    """Write the page."""
    (folder / "reference/errors.md").write_text("\n".join(lines(load_facts())) + "\n", encoding="utf-8")


def load_facts() -> dict[str, Any]:
    """Return what errors.yaml says of each class."""
    facts: dict[str, Any] = yaml.safe_load(
        (Path(__file__).parent / "errors.yaml").read_text(encoding="utf-8")
    )
    return facts


def lines(facts: dict[str, Any]) -> Iterator[str]:
    """Yield the page. An error without facts, or facts without an error, is a `SystemExit`."""
    known = classes()
    if set(known) != set(facts["errors"]):
        raise SystemExit(
            f"docs/site/errors.yaml differs from the classes: {set(known) ^ set(facts['errors'])}"
        )
    yield from ("# Errors one by one", "", facts["intro"].strip(), "")
    yield from by_status(facts)
    yield from ("## Arguments and settings", "", facts["arguments"].strip(), "")
    for name, fact in facts["errors"].items():
        yield from ("", f"## {name}", "")
        yield " · ".join(f"{{py:obj}}`{qualified(cls)}`" for cls in known[name])
        yield ""
        yield from (f"**When.** {fact['when'].strip()}", "")
        yield from (f"**Billed?** {fact['billed'].strip()}", "")
        yield from (f"**Next.** {fact['next'].strip()}", "")
        if own := fact.get("attributes"):
            yield from (f"**Attributes.** {', '.join(f'`{attribute}`' for attribute in own)}", "")
        yield caught_by(known[name][0])
        yield ""


def qualified(cls: type) -> str:
    """Return the name under which the reference describes a class."""
    if cls.__module__ == "parallel.webhooks":
        return f"parallel.webhooks.{cls.__name__}"
    return f"{cls.__module__.partition('.')[0]}.{cls.__name__}"


def caught_by(cls: type) -> str:
    """Return which `except` clauses catch an error: those of its bases."""
    package = cls.__module__.partition(".")[0]
    bases = [
        base.__name__
        for base in cls.__mro__[1:]
        if base.__module__.startswith(package) or base in (TimeoutError, ValueError)
    ]
    return (
        f"Also caught by: {', '.join(f'`{base}`' for base in bases)}." if bases else "The base of all others."
    )


def kinds() -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """Yield for each kind of error in the spec its statuses, what the spec says of it, and its classes."""
    spec = json.loads((ROOT / "conformance/spec.json").read_text(encoding="utf-8"))
    for name, kind in spec["errors"].items():
        statuses = kind["statuses"]
        if isinstance(statuses, str):
            example, shown = {"3XX": 302, "5XX": 500, "other": 418}[statuses], statuses
        else:
            example, shown = statuses[0], ", ".join(map(str, statuses))
        found = (package.errors.ERRORS.for_status(example) for package in (pareta, parallel))
        yield shown, {"name": name, **kind}, list(dict.fromkeys(cls.__name__ for cls in found))


def statuses() -> str:
    """Return the table of statuses for the guide: the class in each package, and what to do."""
    facts = load_facts()
    rows = [
        f"| {shown} | {', '.join(f'`{name}`' for name in names)} | {advice(kind, names, facts)} |"
        for shown, kind, names in kinds()
    ]
    return "\n".join(("| status | class in `pareta`, in `parallel` | what to do |", "|---|---|---|", *rows))


def advice(kind: dict[str, Any], names: list[str], facts: dict[str, Any]) -> str:
    """Return what to do about a kind of error: what the spec says, or else what is said of its class."""
    said: str = kind.get("advice") or facts["errors"][names[0]]["next"]
    return said.strip()


def by_status(facts: dict[str, Any]) -> Iterator[str]:
    """Yield the section with the table of statuses, with links and with the words of streams."""
    yield from ("## By status", "")
    yield (
        "A failure that a service reports within a stream raises the same class, if its `code` or `type` has a word of "
        "the fourth column, else a `StreamError`."
    )
    yield from (
        "",
        "| status | kind | `pareta`, `parallel` | in a stream | what to do |",
        "|---|---|---|---|---|",
    )
    for shown, kind, names in kinds():
        links = ", ".join(f"[`{name}`](#{name.lower()})" for name in names)
        words = ", ".join(f"`{word}`" for word in kind.get("words", []))
        yield f"| {shown} | {kind['name']} | {links} | {words} | {advice(kind, names, facts)} |"
    yield ""
