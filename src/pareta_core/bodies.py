"""How the body of an HTTP/1.1 response is delimited (RFC 9112, sections 6.3 and 7.1): bytes in, bytes out.

Pure: reads no socket and knows no HTTP library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,20})(?:;.*)?[ \t]*")
# Servers send size lines of a few bytes. A longer one is an attack or noise.
_MAX_LINE_BYTES = 16 * 1024
_MAX_TRAILER_BYTES = 64 * 1024


class BodyError(Exception):
    """The body breaks the protocol, or the connection was closed before its end."""


class BodyReader(Protocol):
    """Takes the bytes of a connection in order and returns those of the body."""

    complete: bool
    """Whether the body has ended."""
    excess: bytes
    """Bytes that followed the body without a request, so the connection is not used again."""

    def feed(self, data: bytes) -> bytes:
        """Return the bytes of the body among these. Raise `BodyError` if they break the protocol."""
        ...

    def end(self) -> bytes:
        """Note that the connection was closed; return nothing. Raise `BodyError` if the body had not ended."""
        ...


class SizedBody:
    """A body of `Content-Length` bytes."""

    __slots__ = ("_remaining", "complete", "excess")

    def __init__(self, length: int) -> None:
        self._remaining = length
        self.complete = length == 0
        self.excess = b""

    def feed(self, data: bytes) -> bytes:
        """Return the bytes of the body among these."""
        if len(data) > self._remaining:
            data, self.excess = data[: self._remaining], data[self._remaining :]
        self._remaining -= len(data)
        self.complete = self._remaining == 0
        return data

    def end(self) -> bytes:
        """Raise `BodyError`: the body had not ended."""
        raise BodyError(
            f"the server closed the connection {self._remaining} bytes before the end of the body"
        )


class CloseDelimitedBody:
    """A body that ends with its connection."""

    __slots__ = ("complete", "excess")

    def __init__(self) -> None:
        self.complete = False
        self.excess = b""

    def feed(self, data: bytes) -> bytes:
        """Return the bytes as they are."""
        return data

    def end(self) -> bytes:
        """Note that the body has ended."""
        self.complete = True
        return b""


class ChunkedBody:
    """A body in chunks. Chunk extensions and trailer fields are read and dropped."""

    __slots__ = ("_in_trailer", "_line", "_remaining", "_trailer_bytes", "complete", "excess")

    def __init__(self) -> None:
        self._remaining = 0  # of the current chunk, the CRLF after it included
        self._line = b""  # the start of a size or trailer line
        self._in_trailer = False
        self._trailer_bytes = 0
        self.complete = False
        self.excess = b""

    def feed(self, data: bytes) -> bytes:
        """Return the bytes of the body among these. Raise `BodyError` for an invalid chunk."""
        if self._line:
            data, self._line = self._line + data, b""
        found: list[bytes] = []
        position, size, remaining = 0, len(data), self._remaining
        while position < size:
            if remaining > 2:
                end = position + remaining - 2
                found.append(data[position:end])
                remaining -= len(found[-1])
                position = end
            elif remaining:
                if data[position] != b"\r\n"[-remaining]:
                    raise BodyError("a chunk is longer than its size line says")
                remaining -= 1
                position += 1
            else:
                end = data.find(b"\r\n", position)
                if end < 0:
                    self._keep_line(data[position:])
                    break
                remaining = self._size_of_next(data[position:end])
                position = end + 2
                if self.complete:
                    self.excess = data[position:]
                    break
        self._remaining = remaining
        return found[0] if len(found) == 1 else b"".join(found)

    def _keep_line(self, start: bytes) -> None:
        if len(start) > _MAX_LINE_BYTES:
            raise BodyError(f"a chunk size line or trailer field is longer than {_MAX_LINE_BYTES} bytes")
        self._line = start

    def _size_of_next(self, line: bytes) -> int:
        """Return the size of the chunk that this line begins, its CRLF included; 0 for the last one."""
        if self._in_trailer:
            self._trailer_bytes += len(line)
            if self._trailer_bytes > _MAX_TRAILER_BYTES:
                raise BodyError(f"the trailer is longer than {_MAX_TRAILER_BYTES} bytes")
            self.complete = not line
            return 0
        match = _CHUNK_SIZE.fullmatch(line)
        if match is None:
            raise BodyError(f"invalid chunk size line: {line[:40]!r}")
        size = int(match[1], 16)
        self._in_trailer = size == 0
        return size + 2 if size else 0

    def end(self) -> bytes:
        """Raise `BodyError`: the last chunk is missing."""
        raise BodyError("the server closed the connection before the last chunk of the body")


def body_reader(method: str, status: int, headers: Iterable[tuple[bytes, bytes]]) -> BodyReader:
    """Return the reader of a response's body.

    Args:
        method: The request's method.
        status: The response's final status, not a 1xx.
        headers: Names in lower case. `Content-Length` and `Transfer-Encoding` are already validated, as h11 does.
    """
    if method == "HEAD" or status in (204, 304):
        return SizedBody(0)
    length: int | None = None
    for name, value in headers:
        if name == b"transfer-encoding":
            # It overrides a Content-Length (RFC 9112, 6.3).
            return ChunkedBody() if value.lower() == b"chunked" else CloseDelimitedBody()
        if name == b"content-length":
            length = int(value)
    return CloseDelimitedBody() if length is None else SizedBody(length)
