"""JSON's numbers, read from text. To JSON schema 5, 5.0 and 5e0 are one integer, so all of them are 5 here."""

from __future__ import annotations

import math
import re

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
# Python reads no longer integers at once. To a wait or a count, the first so many digits say as much as all of them.
MOST_DIGITS = 4000


def whole_if_it_can_be(text: str) -> int | float:
    """What a number with a point or an exponent is worth, as an int where nothing stands behind the point."""
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"{text[:40]} is too large a number")
    return int(value) if value.is_integer() else value


def number(text: str) -> int | float | None:
    """What a text is worth that is a number by JSON's grammar, of any length; None for any other."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        digits = text.removeprefix("-").isdigit()
        return int(text[:MOST_DIGITS]) if digits else whole_if_it_can_be(text)
    except ValueError:
        return None
