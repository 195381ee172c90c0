"""Undo the content codings gzip and deflate (RFC 9110, 8.4.1; RFC 1950 to 1952) as a body arrives: bytes in, bytes out.

Pure: reads no socket and knows no HTTP library. What a byte unpacks to is bounded: chunks are made one by one, none
longer than 64 KiB, so the caller can stop at its limit before the rest exists.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Protocol

_CHUNK_BYTES = 64 * 1024
_GZIP_WBITS, _ZLIB_WBITS, _RAW_WBITS = 31, 15, -15
_GZIP_MAGIC = b"\x1f"


class ContentError(Exception):
    """The body is not what its `Content-Encoding` says."""


class IncompleteContentError(ContentError):
    """The body ended in the middle of its compressed data."""


class _Machine(Protocol):
    """What `zlib.decompressobj` returns."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Inflater:
    """Undoes one coding."""

    __slots__ = ("_coding", "_ended", "_excess", "_head", "_machine")

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._head = b""  # the start of a body whose format is not known yet
        self._machine: _Machine | None = None
        self._ended = False  # at least one member of a gzip body, or all of a deflate body, has been read
        self._excess = False  # what follows is not part of the compressed data

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what these bytes unpack to. Raise `ContentError` if they are not of this coding."""
        pending = False  # whether the machine may have more of the bytes that it has taken
        while (data or pending) and not self._excess:
            if self._machine is None:
                data = self._head + data
                self._machine = self._begin(data)
                if self._machine is None:
                    return
            machine = self._machine
            try:
                chunk = machine.decompress(data, _CHUNK_BYTES)
            except zlib.error as error:
                raise ContentError(f"the body is not valid {self._coding} ({error})") from error
            if chunk:
                yield chunk
            pending = len(chunk) == _CHUNK_BYTES and not machine.eof
            data = machine.unconsumed_tail
            if machine.eof:
                self._machine, self._ended = None, True
                data = machine.unused_data

    def _begin(self, data: bytes) -> _Machine | None:
        """Return the machine for what begins with these bytes; None if more are needed, or none are compressed."""
        self._head = b""
        # A gzip body may have several members (RFC 1952, 2.2). Padding and garbage after the last one are ignored.
        self._excess = self._ended and not (self._coding == "gzip" and data.startswith(_GZIP_MAGIC))
        if self._excess:
            return None
        if self._coding == "gzip":
            return zlib.decompressobj(_GZIP_WBITS)
        if len(data) < 2:
            self._head = data
            return None
        # Some servers leave out the zlib header (RFC 1950, 2.2).
        has_header = data[0] & 0x0F == 8 and int.from_bytes(data[:2]) % 31 == 0
        return zlib.decompressobj(_ZLIB_WBITS if has_header else _RAW_WBITS)

    def end(self) -> None:
        """Raise `IncompleteContentError` if the compressed data has not ended. A body without a byte is empty."""
        if self._head or (self._machine is not None and not self._machine.eof):
            raise IncompleteContentError(f"the body ended in the middle of its {self._coding} data")


class ContentDecoder:
    """Undoes the codings of one body. Feed it the bytes in order, and iterate over each result before the next.

    Example:
        ```python
        decoder = ContentDecoder(["gzip"])
        b"".join(decoder.feed(gzip.compress(b"hello")))  # b"hello"
        decoder.end()
        ```
    """

    __slots__ = ("_inflaters",)

    def __init__(self, codings: Iterable[str]) -> None:
        """Decode nothing yet.

        Args:
            codings: What `supported_codings` returned, in the order in which they were applied.
        """
        self._inflaters = [_Inflater(coding) for coding in reversed(list(codings))]

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Return an iterator over what these bytes unpack to. It raises `ContentError` if they are invalid.

        Args:
            data: The next bytes of the body.
        """
        chunks: Iterator[bytes] = iter((data,))
        for inflater in self._inflaters:
            chunks = _each(inflater, chunks)
        return chunks

    def end(self) -> None:
        """Raise `IncompleteContentError` if compressed data is missing."""
        for inflater in self._inflaters:
            inflater.end()


def _each(inflater: _Inflater, chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        yield from inflater.feed(chunk)


_ALIASES = {"x-gzip": "gzip", "gzip": "gzip", "deflate": "deflate", "identity": ""}


def supported_codings(content_encoding: str) -> list[str] | None:
    """Return the codings of a `Content-Encoding` header, without `identity`; None if one is not supported here.

    Args:
        content_encoding: The value of the header, in any case.
    """
    names = [name.strip().lower() for name in content_encoding.split(",")]
    codings = [_ALIASES.get(name) for name in names if name]
    if None in codings:
        return None
    return [coding for coding in codings if coding]
