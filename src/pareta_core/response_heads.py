"""Recognize what cannot be the head of an HTTP/1.1 response, from its first bytes. Pure.

h11 says so at the end of the first line. What is not HTTP may have no lines, and then be silent.
"""

from __future__ import annotations

# RFC 9112, 4: the version and the status. Each 9 stands for a digit.
_STATUS_LINE = b"HTTP/9.9 999"
_USUAL = (b"HTTP/1.1 ", b"HTTP/1.0 ")
_SHOWN_BYTES = 60
_TLS_ALERT = b"\x15\x03"


def why_not_http(received: bytes) -> str | None:
    """Return why the bytes cannot begin a response, or None if they can.

    Args:
        received: The bytes that were received so far.
    """
    if received.startswith(_USUAL) and received[9:12].isdigit():
        return None  # (This is all that most responses cost.)
    for byte, expected in zip(received, _STATUS_LINE, strict=False):
        if not (b"0"[0] <= byte <= b"9"[0] if expected == b"9"[0] else byte == expected):
            break
    else:
        return None
    hint = ": it is TLS, so the URL may have to begin with https://" if received[:2] == _TLS_ALERT else ""
    return f"the response is not HTTP/1.1, it begins with {received[:_SHOWN_BYTES]!r}{hint}"
