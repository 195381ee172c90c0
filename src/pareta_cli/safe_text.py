"""Text from a server → text that cannot control a terminal, and texts for numbers. Pure."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import cast

# What a text may have although the rule below says no: tab and line feed, the joiners of Persian and Indic words and of
# emoji, the selectors of how an emoji looks, and the signs of Arabic, Syriac and Kaithi that enclose a number.
_ALLOWED = frozenset(
    "\t\n\u200c\u200d\ufe0e\ufe0f"
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
# Control, format, surrogate; separators of lines and paragraphs.
_UNSAFE_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
# Default-ignorable code points of other categories (Unicode, DerivedCoreProperties.txt), which `unicodedata` does not
# tell: a text with them looks like one without them.
_IGNORABLE = tuple(
    range(first, last + 1)
    for first, last in (
        (0x034F, 0x034F),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x2060, 0x206F),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),
        (0xFFA0, 0xFFA0),
        (0xFFF0, 0xFFF8),
        (0xE0000, 0xE0FFF),
    )
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
    return NOTHING if value is None else _text(value).translate(_ESCAPES)


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


def _is_unsafe(character: str) -> bool:
    """Tell whether a character could control a terminal, or hide what a text says."""
    if character in _ALLOWED:
        return False
    code = ord(character)
    return unicodedata.category(character) in _UNSAFE_CATEGORIES or any(code in each for each in _IGNORABLE)


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(character: str) -> str:
    # UTF-16 has two code units for a character beyond U+FFFF.
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


class _Escapes(dict[int, str]):
    """For `str.translate`: code point → what is written for it. Filled as texts have them."""

    def __init__(self, escape: Callable[[str], str]) -> None:
        super().__init__()
        self._escape = escape

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = written = self._escape(character) if _is_unsafe(character) else character
        return written


_ESCAPES, _JSON_ESCAPES = _Escapes(_escape), _Escapes(_json_escape)


def json_text(value: object, *, indent: int | None = 2, ascii_only: bool = False) -> str:
    """Return plain JSON values as JSON text that cannot control a terminal.

    Args:
        value: Values of JSON types. Numbers that JSON cannot express become null.
        indent: Number of spaces for each level; None for one line.
        ascii_only: Whether every other character becomes its escape.
    """
    try:
        text = json.dumps(value, ensure_ascii=ascii_only, indent=indent, allow_nan=False, default=str)
    except ValueError:
        text = json.dumps(
            _finite(value), ensure_ascii=ascii_only, indent=indent, allow_nan=False, default=str
        )
    return text.translate(_JSON_ESCAPES)


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
    # (The longest first: one may be the beginning of another.)
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, REDACTED)
    return text


class StreamRedactor:
    """Redacts a text that arrives in chunks, over which a secret may be split.

    Example:
        ```python
        redactor = StreamRedactor(["hunter2"])
        assert redactor.feed("it is hun") == "it is "
        assert redactor.feed("ter2!") + redactor.flush() == "[redacted]!"
        ```
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        """Begin a text.

        Args:
            secrets: What the text must not show.
        """
        self._secrets = tuple(secrets)
        self._held = ""

    def feed(self, chunk: str) -> str:
        """Return what can be shown now. The end of it is held back while it may be the beginning of a secret.

        Args:
            chunk: The next chunk of the text.
        """
        text = redact(self._held + chunk, self._secrets)
        held = max((_overlap(text, secret) for secret in self._secrets), default=0)
        shown = len(text) - held
        self._held = text[shown:]
        return text[:shown]

    def flush(self) -> str:
        """Return what is held back: the text has ended."""
        held, self._held = self._held, ""
        return held


def _overlap(text: str, secret: str) -> int:
    """Return the length of the longest end of a text with which a secret begins."""
    longest = min(len(text), len(secret) - 1)
    return next((size for size in range(longest, 0, -1) if text.endswith(secret[:size])), 0)


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
