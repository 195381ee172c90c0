"""The bytes of a chunked HTTP/1.1 body → what it carries. Pure: reads no socket, and knows no HTTP library.

Only what servers send all day is read here: chunks whose first line is a length and nothing else (RFC 9112, 7.1). The
last chunk, the trailer after it, extensions and whatever is odd are left, whole, to the HTTP library.
"""

from __future__ import annotations

import re

# (To `int`, 0x5 and 1_0 are numbers, too.)
_NUMBER = re.compile(rb"[0-9A-Fa-f]{1,16}")
# Longer than any length that a chunk can have.
_LONGEST_LINE = 18


class Chunks:
    """Feed it a body's bytes in order; each call gives what they carry.

    `rest` is None until something comes that is not for here: then it holds that and all after it, and nothing may be
    fed any more.
    """

    __slots__ = ("_left", "_line", "rest")

    def __init__(self) -> None:
        self._left = 0  # of the chunk that has begun, the line end after it included
        self._line = b""  # the beginning of a chunk's first line
        self.rest: bytes | None = None

    def feed(self, data: bytes) -> bytes:
        """What these bytes carry; nothing if they are none of the body's own."""
        if self._line:
            data, self._line = self._line + data, b""
        found: list[bytes] = []
        at, size, left = 0, len(data), self._left
        while at < size:
            if left > 2:
                end = at + left - 2
                found.append(data[at:end])
                left -= len(found[-1])
                at = end
            elif left:
                if data[at] != b"\r\n"[-left]:
                    self.rest = b"\0" + data[at:]  # lest it be taken for the first line of a chunk
                    break
                left -= 1
                at += 1
            else:
                end = data.find(b"\r\n", at, at + _LONGEST_LINE)
                if end < 0 and size - at < _LONGEST_LINE:
                    self._line = data[at:]
                    break
                left = _length(data[at:end]) if end >= 0 else 0
                if not left:
                    self.rest = data[at:]
                    break
                left += 2
                at = end + 2
        self._left = left
        return found[0] if len(found) == 1 else b"".join(found)


def _length(line: bytes) -> int:
    """The length that a chunk's first line says; 0 for the last chunk, and for what is no plain number."""
    return int(line, 16) if _NUMBER.fullmatch(line) else 0
