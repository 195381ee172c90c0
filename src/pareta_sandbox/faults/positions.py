"""Where in a body a fault happens, and how the bytes are split. Bytes in, bytes out.

`mark_position` passes a body on, with HERE at the fault's position. A position that counts from the end needs the last
events or bytes to be held back.
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import AsyncIterator, Iterator
from enum import Enum
from typing import Final

from .fault import Fault

_CHUNKS_PER_SECOND = 10  # of a body that is sent at a fixed rate


class Marker(Enum):
    """The type of HERE, so that it cannot be confused with bytes."""

    HERE = "here"


HERE: Final = Marker.HERE


async def mark_position(
    body: AsyncIterator[bytes], fault: Fault, *, is_stream: bool
) -> AsyncIterator[bytes | Marker]:
    """Yield the body with HERE once at the fault's position.

    HERE is missing if the body ends before the position, or if it has no events to count.
    """
    if not fault.has_position or (fault.after_events is not None and not is_stream):
        async for chunk in body:
            yield chunk
        return
    marked: AsyncIterator[bytes | Marker]
    if fault.after_events is not None:
        events = _split_events(body)
        count = fault.after_events
        marked = _after_events(events, count) if count >= 0 else _before_last_events(events, -count)
        if fault.after_bytes is not None:
            marked = _delay(marked, fault.after_bytes)
    elif fault.after_bytes is not None and fault.after_bytes < 0:
        marked = _before_last_bytes(body, -fault.after_bytes)
    else:
        marked = _delay(_at_start(body), fault.after_bytes or 0)
    async for item in marked:
        yield item


async def _at_start(body: AsyncIterator[bytes]) -> AsyncIterator[bytes | Marker]:
    yield HERE
    async for chunk in body:
        yield chunk


async def _split_events(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield each event, and each comment between events."""
    async for chunk in body:
        for event in re.split(rb"(?<=\n\n)", chunk):
            if event:
                yield event


def _is_event(chunk: bytes) -> bool:
    return chunk.startswith(b"data:") or b"\ndata:" in chunk


async def _after_events(events: AsyncIterator[bytes], count: int) -> AsyncIterator[bytes | Marker]:
    seen = 0
    if count == 0:
        yield HERE
    async for event in events:
        yield event
        if _is_event(event):
            seen += 1
            if seen == count:
                yield HERE


async def _before_last_events(events: AsyncIterator[bytes], count: int) -> AsyncIterator[bytes | Marker]:
    """Mark the position before the last `count` events; the start if there are fewer."""
    held: deque[bytes] = deque()
    held_events = 0
    async for event in events:
        held.append(event)
        held_events += _is_event(event)
        while held and (held_events > count or not _is_event(held[0])):
            first = held.popleft()
            held_events -= _is_event(first)
            yield first
    yield HERE
    for event in held:
        yield event


async def _before_last_bytes(body: AsyncIterator[bytes], count: int) -> AsyncIterator[bytes | Marker]:
    held = b""
    async for chunk in body:
        held += chunk
        if ready := held[:-count]:
            yield ready
            held = held[-count:]
    if held:
        yield HERE
        yield held


async def _delay(marked: AsyncIterator[bytes | Marker], count: int) -> AsyncIterator[bytes | Marker]:
    """Move HERE by `count` bytes."""
    left: float = math.inf  # bytes until HERE; infinite before the marker, and after HERE was yielded
    async for chunk in marked:
        if isinstance(chunk, Marker):
            left = count
            if count == 0:
                yield HERE
                left = math.inf
        elif len(chunk) < left:
            yield chunk
            left -= len(chunk)
        else:
            position = int(left)
            left = math.inf
            yield chunk[:position]
            yield HERE
            if rest := chunk[position:]:
                yield rest


class Splitter:
    """Splits the bytes of one body as the fault's `split` or `drip` says."""

    def __init__(self, fault: Fault) -> None:
        self._split = fault.split
        self._drip = fault.drip
        self._size = 0
        if isinstance(fault.split, int):
            self._size = fault.split
        elif fault.drip is not None and fault.split is None:
            self._size = max(1, math.ceil(fault.drip / _CHUNKS_PER_SECOND))
        self._offset = 0

    def split(self, chunk: bytes) -> Iterator[tuple[bytes, float]]:
        """Yield smaller chunks, each with the sandbox seconds to wait before the next."""
        start = 0
        while start < len(chunk):
            size = self._next_size(len(chunk) - start)
            smaller = chunk[start : start + size]
            start += size
            self._offset += size
            yield smaller, 0.0 if self._drip is None else size / self._drip

    def _next_size(self, left: int) -> int:
        if isinstance(self._split, tuple):
            distances = [position - self._offset for position in self._split if position > self._offset]
            return min([left, *distances[:1]])
        if self._size:
            return min(left, self._size - self._offset % self._size)
        return left
