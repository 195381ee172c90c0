"""Encode JSON and server-sent events."""

from __future__ import annotations

import json

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def encode_json(value: object) -> bytes:
    """Return compact UTF-8 JSON, as both APIs send it. Lone surrogates, which UTF-8 cannot encode, are escaped."""
    try:
        return _encode(value).encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")


def data_event(value: object) -> bytes:
    """Return an event without a name, as chat streams send it."""
    return b"data: " + encode_json(value) + b"\n\n"


def named_event(name: str, value: object) -> bytes:
    """Return an event with a name, as deploy streams send it."""
    return b"event: " + name.encode("utf-8") + b"\n" + data_event(value)


def typed_event(value: dict[str, object]) -> bytes:
    """Return an event of the Task API: its name is the payload's `type`."""
    return named_event(str(value["type"]), value)


def comment(text: str) -> bytes:
    """Return a comment, which is not an event."""
    return b": " + text.encode("utf-8") + b"\n\n"


CHAT_END = b"data: [DONE]\n\n"
PING = b": ping\n\n"  # a comment, which clients ignore
