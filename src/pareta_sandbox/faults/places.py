"""Where in a body a fault strikes, and into which pieces the bytes are cut. Bytes in, bytes out; no I/O of its own.

`placed` gives a body on, with HERE at the fault's place. Places from the end need what comes last to be held back.
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import AsyncIterator, Iterator
from enum import Enum
from typing import Final

from .fault import Fault

_PIECES_A_SECOND = 10


class Place(Enum):
    """The one value that is no bytes."""

    HERE = "here"


HERE: Final = Place.HERE


async def placed(
    body: AsyncIterator[bytes], fault: Fault, *, is_stream: bool
) -> AsyncIterator[bytes | Place]:
    """The body with HERE in it once, or not at all where it ends before the place, or has no events to count."""
    if not fault.has_place or (fault.after_events is not None and not is_stream):
        async for chunk in body:
            yield chunk
        return
    marked: AsyncIterator[bytes | Place]
    if fault.after_events is not None:
        pieces = _events(body)
        count = fault.after_events
        marked = _after(pieces, count) if count >= 0 else _before_last(pieces, -count)
        if fault.after_bytes is not None:
            marked = _later(marked, fault.after_bytes)
    elif fault.after_bytes is not None and fault.after_bytes < 0:
        marked = _before_last_bytes(body, -fault.after_bytes)
    else:
        marked = _later(_at_once(body), fault.after_bytes or 0)
    async for piece in marked:
        yield piece


async def _at_once(body: AsyncIterator[bytes]) -> AsyncIterator[bytes | Place]:
    yield HERE
    async for chunk in body:
        yield chunk


async def _events(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Piece by piece, each an event or what stands between events (comments)."""
    async for chunk in body:
        for piece in re.split(rb"(?<=\n\n)", chunk):
            if piece:
                yield piece


def _is_event(piece: bytes) -> bool:
    return piece.startswith(b"data:") or b"\ndata:" in piece


async def _after(pieces: AsyncIterator[bytes], count: int) -> AsyncIterator[bytes | Place]:
    """HERE after so many events."""
    seen = 0
    if count == 0:
        yield HERE
    async for piece in pieces:
        yield piece
        if _is_event(piece):
            seen += 1
            if seen == count:
                yield HERE


async def _before_last(pieces: AsyncIterator[bytes], count: int) -> AsyncIterator[bytes | Place]:
    """HERE before the last `count` events; at the very beginning where there are fewer."""
    held: deque[bytes] = deque()
    events = 0
    async for piece in pieces:
        held.append(piece)
        events += _is_event(piece)
        while held and (events > count or not _is_event(held[0])):
            first = held.popleft()
            events -= _is_event(first)
            yield first
    yield HERE
    for piece in held:
        yield piece


async def _before_last_bytes(body: AsyncIterator[bytes], count: int) -> AsyncIterator[bytes | Place]:
    held = b""
    async for chunk in body:
        held += chunk
        if ready := held[:-count]:
            yield ready
            held = held[-count:]
    if held:
        yield HERE
        yield held


async def _later(marked: AsyncIterator[bytes | Place], count: int) -> AsyncIterator[bytes | Place]:
    """HERE so many bytes later."""
    left: float = math.inf  # bytes until HERE; infinite before the first HERE, and after the second
    async for piece in marked:
        if isinstance(piece, Place):
            left = count
            if count == 0:
                yield HERE
                left = math.inf
        elif len(piece) < left:
            yield piece
            left -= len(piece)
        else:
            cut = int(left)
            left = math.inf
            yield piece[:cut]
            yield HERE
            if rest := piece[cut:]:
                yield rest


class Knife:
    """Cuts the bytes of a body as `split` or `drip` says: (piece, seconds to wait before the next)."""

    def __init__(self, fault: Fault) -> None:
        self._split = fault.split
        self._drip = fault.drip
        self._size = 0
        if isinstance(fault.split, int):
            self._size = fault.split
        elif fault.drip is not None and fault.split is None:
            self._size = max(1, math.ceil(fault.drip / _PIECES_A_SECOND))
        self._offset = 0

    def cut(self, chunk: bytes) -> Iterator[tuple[bytes, float]]:
        start = 0
        while start < len(chunk):
            size = self._next_size(len(chunk) - start)
            piece = chunk[start : start + size]
            start += size
            self._offset += size
            yield piece, 0.0 if self._drip is None else size / self._drip

    def _next_size(self, left: int) -> int:
        if isinstance(self._split, tuple):
            ahead = [cut - self._offset for cut in self._split if cut > self._offset]
            return min([left, *ahead[:1]])
        if self._size:
            return min(left, self._size - self._offset % self._size)
        return left
