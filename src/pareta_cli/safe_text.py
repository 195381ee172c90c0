"""Text from a server → text that cannot control a terminal, and texts for numbers. Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import cast

# Control characters (C0, DEL, C1), separators of lines and paragraphs, marks and overrides of the writing direction,
# characters without a width, tags, and lone surrogates, which no encoding can write. Not tab and line feed.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAKS = re.compile(r"[\t\n]+")
NOTHING = "–"
REDACTED = "[redacted]"
_TOO_LARGE = 1e40
# Python writes integers of up to 4,300 digits.
_MAX_BITS = 14_000


def clean(value: object) -> str:
    """Return a value as text of one or more lines. A control character is shown as its escape, such as `\\x1b`.

    Args:
        value: Anything; None gives a dash.
    """
    return _UNSAFE.sub(_escape, NOTHING if value is None else _text(value))


def clean_line(value: object, limit: int = 500) -> str:
    """Return a value as text of one line, shortened to a limit.

    Args:
        value: Anything; None gives a dash.
        limit: The largest number of characters.
    """
    text = _BREAKS.sub(" ", clean(value)).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (dict, list)):
        return json_text(cast("object", value), indent=None)
    try:
        return str(value)
    except ValueError:  # an integer with more digits than Python writes
        return "a number with too many digits"


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(found: re.Match[str]) -> str:
    # UTF-16 has two code units for a character beyond U+FFFF.
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def json_text(value: object, *, indent: int | None = 2) -> str:
    """Return plain JSON values as JSON text that cannot control a terminal.

    Args:
        value: Values of JSON types. Numbers that JSON cannot express become null.
        indent: Number of spaces for each level; None for one line.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False, default=str)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, indent=indent, allow_nan=False, default=str)
    return _UNSAFE.sub(_json_escape, text)


def _finite(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > _MAX_BITS:
        return None
    if isinstance(value, dict):
        return {key: _finite(member) for key, member in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [_finite(item) for item in cast("list[object]", value)]
    return value


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return a text without any of these secrets."""
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    return text


def money(micro_usd: object) -> str:
    """Return millionths of a dollar as dollars: `$0.000414`. Anything but a number is returned as text."""
    if isinstance(micro_usd, bool) or not isinstance(micro_usd, (int, float)) or not _is_writable(micro_usd):
        return clean_line(micro_usd)
    dollars = f"{Decimal(micro_usd) / 1_000_000:,.6f}"
    whole, _, cents = dollars.partition(".")
    return f"${whole}.{cents.rstrip('0'):0<2}"


def percent(share: object) -> str:
    """Return a share from 0 to 1 as a percentage: `92.9 %`. Anything but a number is returned as text."""
    if isinstance(share, bool) or not isinstance(share, (int, float)) or not _is_writable(share):
        return clean_line(share)
    return f"{share * 100:.1f} %"


def _is_writable(number: float) -> bool:
    return abs(number) < _TOO_LARGE  # false for NaN and infinities as well


def plural(count: object, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 run`, `3 runs`."""
    return f"{clean_line(count)} {one if count == 1 else many or one + 's'}"
