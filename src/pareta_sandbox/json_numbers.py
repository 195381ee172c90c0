"""Parse JSON numbers. In JSON Schema 5, 5.0 and 5e0 are the same integer, so all of them become 5."""

from __future__ import annotations

import math
import re

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
# Python refuses to parse longer integers. For a timeout or a count the first digits decide, so the rest is dropped.
MAX_DIGITS = 4000


def parse_float(text: str) -> int | float:
    """Return the value of a number with a fraction or an exponent, as an int if it is a whole number.

    Raises:
        ValueError: The number is too large for a float.
    """
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"{text[:40]} is too large a number")
    return int(value) if value.is_integer() else value


def parse_number(text: str) -> int | float | None:
    """Return the value of a JSON number of any length, or None if the text is not a JSON number."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        digits = text.removeprefix("-").isdigit()
        return int(text[:MAX_DIGITS]) if digits else parse_float(text)
    except ValueError:
        return None
