"""Content codings that can be read here: identity, gzip and deflate. Bodies in others are passed on unread."""

from __future__ import annotations

import zlib

# zlib's window bits: 16 more for gzip. A negative number is deflate without its zlib header, which some servers send.
_GZIP, _ZLIB, _RAW = 31, 15, -15


def is_readable(coding: str) -> bool:
    """Return whether bodies of a `Content-Encoding` can be read."""
    return coding.strip().lower() in ("", "identity", "gzip", "x-gzip", "deflate")


class Decoder:
    """Decodes a body chunk by chunk.

    Args:
        coding: The `Content-Encoding`.
        limit: How many bytes one chunk may become.
    """

    def __init__(self, coding: str, limit: int) -> None:
        self._coding = coding.strip().lower()
        self._limit = limit
        self._inflate = None if self._coding in ("", "identity") else zlib.decompressobj(_GZIP)
        self._is_first = True
        self.problem = (
            None if is_readable(coding) else f"the content coding {self._coding!r} cannot be read here"
        )

    def decode(self, chunk: bytes) -> bytes:
        """Return the decoded bytes of a chunk; nothing once `problem` says why the body cannot be read."""
        if self.problem is not None or not chunk:
            return b""
        if self._inflate is None:
            return chunk
        if self._is_first and self._coding == "deflate":
            self._inflate = zlib.decompressobj(_RAW if _has_no_header(chunk) else _ZLIB)
        self._is_first = False
        try:
            decoded = self._inflate.decompress(chunk, self._limit)
        except zlib.error as error:
            self.problem = f"it is not valid {self._coding}: {error}"
            return b""
        if self._inflate.unconsumed_tail or self._inflate.unused_data:
            self.problem = f"its {self._coding} is too long, or has a second member"
            return b""
        return decoded


def _has_no_header(chunk: bytes) -> bool:
    # The zlib header is a multiple of 31 whose low four bits are 8 (RFC 1950, 2.2).
    return len(chunk) >= 2 and (chunk[0] & 15 != 8 or int.from_bytes(chunk[:2], "big") % 31 != 0)


class Encoder:
    """Encodes a recorded body again, so that each chunk can be decoded when it arrives."""

    def __init__(self, coding: str) -> None:
        coding = coding.strip().lower()
        self._deflate = (
            None
            if coding in ("", "identity")
            else zlib.compressobj(wbits=_ZLIB if coding == "deflate" else _GZIP)
        )

    def encode(self, chunk: bytes, *, is_last: bool) -> bytes:
        """Return the encoded bytes of a chunk."""
        if self._deflate is None:
            return chunk
        flush = zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH
        return self._deflate.compress(chunk) + self._deflate.flush(flush)
