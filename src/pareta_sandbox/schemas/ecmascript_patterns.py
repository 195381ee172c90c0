"""Translate ECMAScript regular expressions, the dialect of JSON Schema, to Python.

Translated are classes by general category (`\\p{L}`, `\\P{Nd}`), named groups and `\\u{…}`. Other syntax means the
same, or nearly the same, in both dialects. What cannot be translated is an error.
"""

from __future__ import annotations

import functools
import re
import sys
import unicodedata
from itertools import groupby

from .bounded_match import check_pattern

_CATEGORY_NAMES = {
    "letter": "L",
    "cased_letter": "LC",
    "uppercase_letter": "Lu",
    "lowercase_letter": "Ll",
    "titlecase_letter": "Lt",
    "modifier_letter": "Lm",
    "other_letter": "Lo",
    "mark": "M",
    "number": "N",
    "decimal_number": "Nd",
    "punctuation": "P",
    "symbol": "S",
    "separator": "Z",
    "space_separator": "Zs",
    "other": "C",
}
MAX_PATTERN_CHARACTERS = 5_000
MAX_TRANSLATED_CHARACTERS = 100_000  # `\p{L}` alone has hundreds of ranges

_SPECIAL = re.compile(
    r"\\(?P<p>[pP])\{(?P<property>[^}]*)\}"
    r"|\\u\{(?P<code>[0-9a-fA-F]{1,8})\}"
    r"|\\k<(?P<back>\w+)>"
    r"|(?P<group>\(\?<(?![=!]))"
    r"|(?P<bracket>\[\^?|\])"
    r"|(?P<doubled>---?|&&|~~|\|\|)"
    r"|\\.",
    re.DOTALL,
)


class InvalidPatternError(ValueError):
    """A pattern that is not valid, or that cannot be translated."""


@functools.lru_cache(maxsize=512)
def to_python_pattern(pattern: str) -> str:
    """Return the pattern in Python's dialect.

    Raises:
        InvalidPatternError: It is not a valid pattern, it cannot be translated, or not be matched in bounded time.
    """
    if len(pattern) > MAX_PATTERN_CHARACTERS:
        raise InvalidPatternError(f"a pattern has at most {MAX_PATTERN_CHARACTERS:,} characters here")
    result = _translate_all(pattern)
    try:
        re.compile(result)
        check_pattern(result)
    except (re.error, ValueError, RecursionError, OverflowError, Warning) as error:
        raise InvalidPatternError(f"the pattern {pattern[:200]!r} cannot be used: {error}") from None
    return result


def _translate_all(pattern: str) -> str:
    parts: list[str] = []
    end, in_class, length = 0, False, 0
    class_start = -1
    for match in _SPECIAL.finditer(pattern):
        parts.append(pattern[end : match.start()])
        end = match.end()
        if match["bracket"] and in_class and match["bracket"] != "]":
            parts.append("\\" + match["bracket"])  # inside a class it stands for itself
            continue
        if match["bracket"]:
            in_class, class_start = match["bracket"] != "]", end
        if match["doubled"] and in_class:
            parts.append(_escape_doubled(match["doubled"], is_first=match.start() == class_start))
            continue
        parts.append(_translate(match, in_class=in_class))
        length += len(parts[-1])
        if length > MAX_TRANSLATED_CHARACTERS:
            raise InvalidPatternError("the pattern has too many classes by category")
    return "".join((*parts, pattern[end:]))


def _escape_doubled(text: str, *, is_first: bool) -> str:
    """Return `--`, `---`, `&&`, `~~` or `||` of a class so that Python does not warn of a set operation.

    A hyphen that is first in its class stands for itself, any other begins a range: `[--a]`, `[+--]`.
    """
    if text.startswith("-"):
        return (r"\--" if is_first else r"-\-") + r"\-" * (len(text) - 2)
    return "".join(f"\\{each}" for each in text)


def _translate(match: re.Match[str], *, in_class: bool) -> str:
    if match["p"]:
        ranges = _category_ranges(_category(match), negated=match["p"] == "P")
        return ranges if in_class else f"[{ranges}]"
    if match["code"]:
        code = int(match["code"], 16)
        if code > sys.maxunicode:
            raise InvalidPatternError(f"{match.group()} is not a character")
        return re.escape(chr(code))
    if match["back"]:
        return f"(?P={match['back']})"
    return "(?P<" if match["group"] else match.group()


def _category(match: re.Match[str]) -> str:
    kind, _, value = match["property"].rpartition("=")
    name = _CATEGORY_NAMES.get(value.lower(), value)
    if kind not in ("", "gc", "General_Category") or name not in _categories():
        raise InvalidPatternError(
            f"the sandbox does not know {match.group()} (it knows the general categories, such as \\p{{L}})"
        )
    return name


@functools.cache
def _category_runs() -> tuple[tuple[int, int, str], ...]:
    """Return every run of characters in one category, as (first, last, category)."""
    runs: list[tuple[int, int, str]] = []
    for category, group in groupby(range(sys.maxunicode + 1), lambda code: unicodedata.category(chr(code))):
        codes = list(group)
        runs.append((codes[0], codes[-1], category))
    return tuple(runs)


@functools.cache
def _categories() -> frozenset[str]:
    """Return the names of all general categories and their groups, such as `Lu`, `L` and `LC`."""
    names = {category for _, _, category in _category_runs()}
    return frozenset(names | {name[0] for name in names} | {"LC"})


@functools.cache
def _category_ranges(name: str, *, negated: bool) -> str:
    """Return the text between the brackets of a class that has exactly these characters."""
    wanted = ("Lu", "Ll", "Lt") if name == "LC" else (name,)
    chosen = [
        (low, high) for low, high, category in _category_runs() if category.startswith(wanted) != negated
    ]
    return "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in chosen)
