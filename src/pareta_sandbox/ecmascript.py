"""ECMAScript's regular expressions, which JSON schema speaks, as Python's. What it does not translate, it refuses.

Classes by general category (`\\p{L}`, `\\P{Nd}`), named groups, `\\u{…}`. Everything else both read alike, or nearly.
"""

from __future__ import annotations

import functools
import re
import sys
import unicodedata
from itertools import groupby

_CATEGORIES = {
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
_SHORT = frozenset(
    [
        "L",
        "LC",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "C",
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
    ]
)
_SPECIAL = re.compile(
    r"\\(?P<p>[pP])\{(?P<property>[^}]*)\}"
    r"|\\u\{(?P<code>[0-9a-fA-F]{1,8})\}"
    r"|\\k<(?P<back>\w+)>"
    r"|(?P<group>\(\?<(?![=!]))"
    r"|(?P<bracket>[\[\]])"
    r"|\\.",
    re.DOTALL,
)


class BadPattern(ValueError):
    """No regular expression, or one that says more than can be translated."""


@functools.lru_cache(maxsize=512)
def in_python(pattern: str) -> str:
    """The pattern as Python reads it. Raises BadPattern."""
    made, end, in_class = "", 0, False
    for found in _SPECIAL.finditer(pattern):
        made += pattern[end : found.start()]
        end = found.end()
        if found["bracket"]:
            in_class = found["bracket"] == "["  # (a `[` inside a class changes nothing: it is in one already)
        made += _translated(found, in_class=in_class)
    made += pattern[end:]
    try:
        re.compile(made)
    except (re.error, RecursionError, OverflowError) as problem:
        raise BadPattern(f"the pattern {pattern!r} cannot be read: {problem}") from None
    return made


def _translated(found: re.Match[str], *, in_class: bool) -> str:
    if found["p"]:
        ranges = _ranges(_category(found), negated=found["p"] == "P")
        return ranges if in_class else f"[{ranges}]"
    if found["code"]:
        code = int(found["code"], 16)
        if code > sys.maxunicode:
            raise BadPattern(f"{found.group()} is no character")
        return re.escape(chr(code))
    if found["back"]:
        return f"(?P={found['back']})"
    return "(?P<" if found["group"] else found.group()


def _category(found: re.Match[str]) -> str:
    kind, _, value = found["property"].rpartition("=")
    name = _CATEGORIES.get(value.lower(), value)
    if kind not in ("", "gc", "General_Category") or name not in _SHORT:
        raise BadPattern(
            f"the sandbox does not know {found.group()} (of such classes it knows the general categories, as \\p{{L}})"
        )
    return name


@functools.cache
def _runs() -> tuple[tuple[int, int, str], ...]:
    """Every stretch of characters that have one category: first, last, category."""
    runs: list[tuple[int, int, str]] = []
    for category, group in groupby(range(sys.maxunicode + 1), lambda code: unicodedata.category(chr(code))):
        codes = list(group)
        runs.append((codes[0], codes[-1], category))
    return tuple(runs)


@functools.cache
def _ranges(name: str, *, negated: bool) -> str:
    """What stands between the brackets of a class that has exactly these characters."""
    wanted = ("Lu", "Ll", "Lt") if name == "LC" else (name,)
    chosen = [(low, high) for low, high, category in _runs() if category.startswith(wanted) != negated]
    return "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in chosen)
