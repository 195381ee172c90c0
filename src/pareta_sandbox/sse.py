"""Server-sent events, written: values to bytes. Knows no route and no time."""

from __future__ import annotations

import json


def encode_json(value: object) -> bytes:
    """JSON as both services send it: compact UTF-8. Lone surrogates fall back to escapes, which any reader takes."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")


def data(value: object) -> bytes:
    """A data-only event, as in a chat."""
    return b"data: " + encode_json(value) + b"\n\n"


def event(name: str, value: object) -> bytes:
    """A named event, as in a deploy."""
    return b"event: " + name.encode("utf-8") + b"\n" + data(value)


def typed(value: dict[str, object]) -> bytes:
    """An event of the Task API: the `event:` line repeats the payload's `type`."""
    return event(str(value["type"]), value)


CHAT_END = b"data: [DONE]\n\n"
PING = b": ping\n\n"  # a comment, which readers skip
