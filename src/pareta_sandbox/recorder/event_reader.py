"""Split the bytes of an event stream into events (WHATWG HTML, 9.2.6), for the check of what passes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_EVENT_BYTES = 4_000_000
_BLANK_LINE = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n|\Z))")
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Event:
    """An event with its name (`message` if it has none) and its data."""

    name: str
    data: str


class EventReader:
    """Reads events from chunks that may end anywhere. A last event without its blank line does not count."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.is_too_long = False

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """Take a chunk, and yield the events that it completes."""
        if self.is_too_long:
            return
        self._buffer += chunk
        begin = 0
        # A CR at the very end may be the first half of a CRLF, so the pattern waits for what follows it.
        for end in _BLANK_LINE.finditer(self._buffer):
            event = _parse(bytes(self._buffer[begin : end.start()]))
            begin = end.end()
            if event is not None:
                yield event
        del self._buffer[:begin]
        self.is_too_long = len(self._buffer) > MAX_EVENT_BYTES

    def end(self) -> Iterator[Event]:
        """Yield the last event, if only the second half of its CRLF was awaited."""
        if self._buffer.endswith((b"\r\r", b"\n\r")):
            yield from self.feed(b"\n")


def _parse(block: bytes) -> Event | None:
    name, data = "", list[str]()
    for line in _LINE_END.split(block.decode("utf-8", "replace").removeprefix("\ufeff")):
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)
    return Event(name or "message", "\n".join(data)) if data else None
