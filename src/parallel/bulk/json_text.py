"""JSON values as the text that a journal keeps. Pure."""

from __future__ import annotations

import json

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


def canonical_bytes(value: object) -> bytes:
    """Return JSON types as bytes, the same for equal values.

    Args:
        value: Decoded JSON.
    """
    return _ENCODE_SORTED(value).encode(errors="surrogatepass")
