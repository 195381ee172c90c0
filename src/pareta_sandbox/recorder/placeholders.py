"""Placeholders for values in reports: of the same shape, and without what they say about a person or an account."""

from __future__ import annotations

import re

from pareta_sandbox.json_values import is_list, is_object

MAX_CHARACTERS = 40
MAX_MEMBERS = 12
MAX_DEPTH = 3
# A word of an API: a status, a tag, the name of a field or of an event.
_WORD = re.compile(r"[A-Za-z$_][A-Za-z_]*(?:[.:/-]?[A-Za-z_]+|[.:/_-]?[0-9]{1,3}(?![0-9])){0,12}")
_HEX = re.compile(r"(?i)(?=[a-f0-9-]*[0-9])(?=[a-f0-9-]*[a-f])[a-f0-9-]{8,}")


def placeholder(value: object, depth: int = 0) -> object:
    """Return a value of the same type and shape: letters become x, digits become 0, names of members stay.

    Args:
        value: A JSON value.
        depth: How deep it is inside the example. What is too deep or too long is cut.
    """
    if isinstance(value, str):
        return mask(value)
    if is_object(value):
        if depth == MAX_DEPTH:
            return {"…": "…"} if value else {}
        names = list(value)[:MAX_MEMBERS]
        return {safe_word(str(name)): placeholder(value[name], depth + 1) for name in names}
    if is_list(value):
        return [placeholder(item, depth + 1) for item in value[:1]] if depth < MAX_DEPTH else []
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int("1" * min(len(str(abs(value))), 18)) if value else 0
    return 0.5


def mask(text: str) -> str:
    """Return a text of the same shape: `ada@example.com` becomes `xxx@xxxxxxx.xxx`."""
    shown = text[:MAX_CHARACTERS]
    masked = "".join(_mask_character(character) for character in shown)
    return masked + ("…" if len(text) > MAX_CHARACTERS else "")


def _mask_character(character: str) -> str:
    if character.isalpha():
        return "X" if character.isupper() else "x"
    if character.isnumeric():
        return "0"
    return character if character.isascii() and character.isprintable() else "?"


def safe_word(text: str) -> str:
    """Return the text if it is a word of an API, such as `task_run.state`, otherwise its shape."""
    is_word = len(text) <= 64 and _WORD.fullmatch(text) is not None and not _HEX.search(text)
    return text if is_word else mask(text)


def safe_path(path: str) -> str:
    """Return a path whose segments that are not words of an API are replaced by `{…}`."""
    segments = path.split("/")
    return "/".join(one if one == safe_word(one) or not one else "{…}" for one in segments)
