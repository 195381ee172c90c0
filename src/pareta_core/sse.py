"""Bytes → server-sent events. Knows no HTTP, no JSON, no clock.

Follows the "event stream interpretation" of the HTML standard: https://html.spec.whatwg.org/multipage/server-sent-events.html
Lines end at CR, LF or CRLF and nowhere else: U+2028, U+0085 and form feeds are text. So lines are cut in the
bytes, before anything is decoded, and a chunk may end anywhere, inside a CRLF or a character included.
"""

from __future__ import annotations

import re
from typing import TypeAlias

_LINE_END = re.compile(rb"\r\n|\n|\r")
# An event as most are, which needs no closer look: its name and its data. Else all the rest, as a third.
_PLAIN = re.compile(r"(?:event: (.*)\n)?data: (.*)\n\n|((?s:.+))")


def _lines(chunk: bytes) -> list[bytes]:
    return _LINE_END.split(chunk) if b"\r" in chunk else chunk.split(b"\n")


ServerSentEvent: TypeAlias = tuple[str, str, str]
"""One event: its name (empty where none was sent), its data, the last id seen so far."""


class Decoder:
    """Feed it chunks of bytes in order; each call gives the events that are now complete.

    What comes after the last blank line when the stream ends is no event (the standard says to discard it), and
    `pending` says whether there was any: a cut stream can be told from a finished one.
    """

    __slots__ = ("_after_cr", "_begun", "_broken", "_data", "_event", "_id", "_partial")

    def __init__(self) -> None:
        self._partial: list[bytes] = []  # pieces of the line that has not ended yet; joined once, at its end
        self._after_cr = False
        self._begun = False
        self._event = ""
        self._data: list[str] = []
        self._id = ""
        self._broken: UnicodeDecodeError | None = None

    @property
    def pending(self) -> bool:
        """Whether an event has begun that no blank line has completed."""
        return bool(self._partial or self._data or self._event)

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """The events completed by this chunk, in order.

        Raises `UnicodeDecodeError` for text that is no UTF-8: at once where nothing came before it in this chunk,
        else at the next call, so that what was whole is not lost with what is broken.
        """
        if self._broken is not None:
            raise self._broken
        events: list[ServerSentEvent] = []
        if chunk:
            try:
                self._read(chunk, events)
            except UnicodeDecodeError as error:
                if not events:
                    raise
                self._broken = error
        return events

    def _read(self, chunk: bytes, events: list[ServerSentEvent]) -> None:
        plain = self._begun and not (self._after_cr or self._id) and b"\r" not in chunk
        if plain and self.pending:
            head, end, rest = chunk.partition(b"\n\n")
            self._read_lines(head + end, events)
            if rest:
                self._read(rest, events)
            return
        if plain:
            try:
                found: list[ServerSentEvent] = _PLAIN.findall(chunk.decode())
                chunk = found.pop()[2].encode() if found[-1][2] else b""
                events += found
            except UnicodeDecodeError:
                pass  # which may be no fault: a character that is not whole yet
        if chunk:
            self._read_lines(chunk, events)

    def _read_lines(self, chunk: bytes, events: list[ServerSentEvent]) -> None:
        if self._after_cr:
            # The CR that ended the last chunk ended its line; an LF right after it belongs to it.
            self._after_cr = False
            chunk = chunk.removeprefix(b"\n")
        lines = _lines(chunk)
        rest = lines.pop()
        self._after_cr = chunk.endswith(b"\r")
        if lines:
            if self._partial:
                self._partial.append(lines[0])
                lines[0] = b"".join(self._partial)
                self._partial.clear()
            if not self._begun:
                self._begun = True
                lines[0] = lines[0].removeprefix(b"\xef\xbb\xbf")
            data = self._data
            for line in lines:
                if line:
                    self._field(line)
                else:
                    if data:
                        events.append((self._event, "\n".join(data), self._id))
                        data.clear()
                    self._event = ""
        if rest:
            self._partial.append(rest)

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if name == b"data":
            self._data.append(value.removeprefix(b" ").decode())
        elif name == b"event":
            self._event = value.removeprefix(b" ").decode()
        elif name == b"id" and b"\0" not in value:
            self._id = value.removeprefix(b" ").decode()
        # Comments (an empty name), `retry` and unknown fields carry nothing for us: the standard says to ignore them.
