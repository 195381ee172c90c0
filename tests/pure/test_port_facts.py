"""The handwritten code of the ports, and of Python, states no fact that conformance/spec.json holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen.limits import limits
from codegen.ports import PORTS

ROOT = Path(__file__).parents[2]
SPEC: dict[str, Any] = json.loads((ROOT / "conformance" / "spec.json").read_text(encoding="utf-8"))
SOURCES = {
    "typescript": ("ports/typescript/src/**/*.ts", "ports/typescript/*.ts"),
    "go": ("ports/go/**/*.go",),
    "python": ("src/pareta/**/*.py", "src/parallel/**/*.py", "src/pareta_core/**/*.py"),
}
COMMENTS = {
    "typescript": r"//.*|/\*[\s\S]*?\*/",
    "go": r"//.*|/\*[\s\S]*?\*/",
    "python": r'#.*|r?"""[\s\S]*?"""',
}
STRING = r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`[^`]*`"
NUMBER = r"\b\d[\d_]*(?:\s*(?:\*|<<)\s*\d[\d_]*)*\b"
SMALL = 200
"""A smaller number stands for too many things."""
OTHERS = {
    # A second has a thousand milliseconds, and clients remember a thousand events.
    1000: r"(?:/|\*)\s*1000\b|(?i:remembered)\s*=\s*1_?000\b|prec=1000",
    # The first status of a server error, and what an invalid status stands for.
    500: r"status >= 500|500 if status > 599|status > 599 \? 500 :",
    # The id of a webhook, in a regular expression.
    255: r"\{1,255\}",
    # The default of an argument, which must be written out where it is to have a type; a test compares it.
    # And the word in the legend of a plot.
    "recommended": r'model: Literal\["recommended"\] \| str \| None = "recommended"|recommended_label=|"star", "',
}
"""What is not the fact, though it looks like it."""


def texts() -> Iterator[str]:
    for api in SPEC["apis"].values():
        yield from (api["server"], api["requestId"], *api["env"].values())
        if api["keyPrefix"] == "":
            yield api["keyHeader"]
    for webhook in SPEC["webhooks"]:
        yield from (*webhook["signature"]["headers"].values(), webhook["signature"]["secretPrefix"])
    for operation in SPEC["operations"]:
        yield operation["path"]
        yield from (one[key] for one in operation["receipts"] for key in ("header", "comment"))
        stream = operation["stream"] or {}
        yield from [end] if (end := stream.get("end", {}).get("data")) else []
    for kind in SPEC["errors"].values():
        yield from (word for word in kind.get("words", ()) if "_" in word)
        yield from [kind["advice"]] if "advice" in kind else []
    yield from (one.value for one in limits(SPEC) if isinstance(one.value, str))


def numbers() -> Iterator[float]:
    yield from (one.value for one in limits(SPEC) if isinstance(one.value, int))
    yield from (one for one in SPEC["defaults"].values() if isinstance(one, int))
    yield from (one["signature"]["tolerance"] for one in SPEC["webhooks"])
    for operation in SPEC["operations"]:
        yield from (one for one in (operation["wait"] or {}).values() if isinstance(one, int))
        yield from (one for one in (operation["longPoll"] or {}).values() if isinstance(one, int))
    for one in (*SPEC["retryClasses"].values(), *SPEC["errors"].values()):
        yield from one["statuses"] if isinstance(one["statuses"], list) else ()


TEXTS: set[str | float] = {*texts()}
LIMITS: set[str | float] = {
    *(one.value for one in limits(SPEC) if isinstance(one.value, int) and one.value > SMALL),
    *(number for name, number in SPEC["defaults"].items() if name.endswith("Bytes")),
}
# 300 is not looked for: it is the end of the statuses of successes.
FACTS = TEXTS | LIMITS | {one for one in numbers() if one > SMALL and one != 300}
# Python writes the durations of the spec into signatures, where test_spec_facts.py compares them.
FACTS_OF = {"typescript": FACTS, "go": FACTS, "python": TEXTS | LIMITS}


def value(expression: str) -> int:
    """Return what `5 * 1024 * 1024` or `5 << 20` is."""
    first, *steps = re.split(r"\s*(\*|<<)\s*", expression.replace("_", ""))
    found = int(first)
    for sign, operand in zip(steps[::2], map(int, steps[1::2]), strict=True):
        found = found * operand if sign == "*" else found << min(operand, 64)
    return found


def handwritten(language: str) -> Iterator[Path]:
    for pattern in SOURCES[language]:
        for path in sorted(ROOT.glob(pattern)):
            relative = path.relative_to(ROOT).as_posix()
            # An adapter speaks the language of the cases.
            is_test = re.search(r"_test\.go$|\.test\.ts$|/testdata/|/adapter(\.ts|/)", relative)
            if relative not in PORTS and not is_test and "node_modules" not in relative:
                yield path


def stated(language: str, text: str) -> Iterator[tuple[int, str | float]]:
    """Yield each literal of a source that equals a fact, and its line."""
    found = re.compile(f"(?P<string>{STRING})|(?P<comment>{COMMENTS[language]})|(?P<number>{NUMBER})")
    if language == "python":  # whose docstrings begin like strings
        found = re.compile(f"(?P<comment>{COMMENTS[language]})|(?P<string>{STRING})|(?P<number>{NUMBER})")
    for match in found.finditer(text):
        literal: str | float = ""
        if match["string"]:
            literal = match["string"][1:-1]
        elif match["number"]:
            literal = value(match["number"])
        line = text.count("\n", 0, match.start())
        is_fact = literal in FACTS_OF[language]
        other = OTHERS.get(literal) if is_fact else None
        if is_fact and not (other and re.search(other, text.split("\n")[line])):
            yield line + 1, literal


@pytest.mark.parametrize("language", SOURCES)
def test_no_handwritten_source_states_a_fact_of_the_spec(language: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {literal!r}"
        for path in handwritten(language)
        for line, literal in stated(language, path.read_text(encoding="utf-8"))
    ]
    assert not found, "the spec states: " + "; ".join(found)


@pytest.mark.parametrize(
    ("language", "text", "fact"),
    [
        ("go", "const direct = 5 << 20 // a file", 5_242_880),
        ("go", "const most = 16_000_000", 16_000_000),
        ("go", 'opts = append(opts, "x-api-key")', "x-api-key"),
        ("go", "const runs = 1000", 1000),
        ("typescript", "const DIRECT = 5 * 1024 * 1024;", 5_242_880),
        ("typescript", "body.model ??= 'recommended';", "recommended"),
        ("typescript", "if (key.length > 255) throw new Error('key');", 255),
        ("typescript", "if (status === 408) return;", 408),
        ("python", "LIMIT = 5 * 1024 * 1024", 5_242_880),
        ("python", 'os.environ["PARALLEL_API_KEY"]', "PARALLEL_API_KEY"),
    ],
)
def test_a_literal_that_equals_a_fact_is_found(language: str, text: str, fact: str | float) -> None:
    assert [one for _, one in stated(language, text)] == [fact]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("go", "// The API takes 1000 runs."),
        ("go", "const maxRemembered = 1000"),
        ("typescript", "now: () => Date.now() / 1000,"),
        ("typescript", "/** At most 255 characters, `recommended` by default. */"),
        ("python", '"""Up to 5242880 bytes."""'),
    ],
)
def test_what_only_looks_like_a_fact_is_not(language: str, text: str) -> None:
    assert not [*stated(language, text)]


def test_the_facts_that_are_looked_for_are_many() -> None:
    assert len(TEXTS) > 40
    assert {255, 500, 1000, 5_242_880, 16_000_000} <= LIMITS
    assert {408, 503, 1800} <= FACTS
