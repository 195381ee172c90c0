"""JSON values as the text that a journal keeps. Pure."""

from __future__ import annotations

import json
from typing import Any

from parallel.bulk.errors import JournalError

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_ENCODE_SORTED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def compact_json(value: object) -> str:
    """Return JSON types as text that UTF-8 can hold.

    Args:
        value: Decoded JSON.
    """
    text = _ENCODE(value)
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a pair of surrogates, which a server may send escaped
        return json.dumps(value, separators=(",", ":"))
    return text


def kept_json(text: str) -> Any:
    """Return the value of a text that a journal kept.

    Args:
        text: JSON.

    Raises:
        JournalError: It is not JSON: the journal is damaged.
    """
    try:
        return json.loads(text)
    except (ValueError, TypeError) as error:
        raise JournalError(
            f"the journal is damaged: it has a text that is not valid JSON ({error})"
        ) from error


def canonical_bytes(value: object) -> bytes:
    """Return JSON types as bytes, the same for equal values.

    Args:
        value: Decoded JSON.
    """
    return _ENCODE_SORTED(value).encode(errors="surrogatepass")
