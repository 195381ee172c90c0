"""Decode bytes into server-sent events. No HTTP, no JSON, no clock.

Implements the event stream interpretation of the HTML standard:
https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
Lines end at CR, LF or CRLF and nowhere else: U+2028, U+0085 and form feeds are text. Lines are therefore split in the
bytes, before they are decoded. A chunk may end anywhere, even inside a CRLF or a character.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import TypeAlias

_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n|\n|\r")
# The common form of an event, an optional name and one line of data, or as a third group the rest of the text.
_SIMPLE_EVENT = re.compile(r"(?:event: (.*)\n)?data: (.*)\n\n|((?s:.+))")


def _lines(chunk: bytes) -> list[bytes]:
    return _LINE_END.split(chunk) if b"\r" in chunk else chunk.split(b"\n")


ServerSentEvent: TypeAlias = tuple[str, str, str]
"""One event: its name (empty if it has none), its data, and the last id so far."""


class EventTooLongError(Exception):
    """An event is longer than the limit."""


class Decoder:
    r"""A decoder of one stream. Feed it the chunks in order: each call returns the events that are now complete.

    Text after the last blank line is not an event when the stream ends: the standard discards it. `pending` is true
    then, which distinguishes a truncated stream from a complete one.

    Example:
        ```python
        decoder = Decoder()
        decoder.feed(b"event: state\ndata: {}\n")  # []
        decoder.feed(b"\n")  # [("state", "{}", "")]
        ```
    """

    __slots__ = (
        "_after_cr",
        "_begun",
        "_data",
        "_error",
        "_event",
        "_id",
        "_limit",
        "_on_comment",
        "_partial",
        "_partial_size",
        "_size",
    )

    def __init__(
        self, max_event_bytes: int = sys.maxsize, on_comment: Callable[[str], object] | None = None
    ) -> None:
        """Decode nothing yet.

        Args:
            max_event_bytes: The longest event, in bytes, its line ends not counted.
            on_comment: Called with the text of each comment when its line has ended. Without it comments are ignored.
        """
        self._on_comment = on_comment
        self._limit = max_event_bytes
        self._size = 0  # of the lines of the event that has begun
        self._partial: list[bytes] = []  # the chunks of a line that has not ended yet, joined once at its end
        self._partial_size = 0
        self._after_cr = False
        self._begun = False
        self._event = ""
        self._data: list[str] = []
        self._id = ""
        self._error: UnicodeDecodeError | EventTooLongError | None = None

    @property
    def pending(self) -> bool:
        """Whether an event has begun that no blank line has ended."""
        return bool(self._partial or self._data or self._event)

    @property
    def failed(self) -> bool:
        """Whether an error is due, which the next call of `feed` raises: the last one returned the events before it."""
        return self._error is not None

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """Return the events that this chunk completes, in order.

        Args:
            chunk: The next bytes of the stream.

        Raises:
            UnicodeDecodeError: A line is not valid UTF-8. If the chunk completes events before that line, they are
                returned and the error is raised by the next call.
            EventTooLongError: An event is longer than the limit, whether it has ended or not. Events before it are
                returned first as well.
        """
        if self._error is not None:
            raise self._error
        events: list[ServerSentEvent] = []
        if chunk:
            try:
                self._read(chunk, events)
            except (UnicodeDecodeError, EventTooLongError) as error:
                if not events:
                    raise
                self._error = error
        return events

    def unfinished_data(self) -> str:
        """Return the data of an event that no blank line has ended, its last line included even if it has no end."""
        line = b"".join(self._partial)
        if not self._begun:
            line = line.removeprefix(_BOM)
        name, _, value = line.partition(b":")
        rest = [value.removeprefix(b" ").decode("utf-8", "replace")] if name == b"data" else []
        return "\n".join(self._data + rest)

    def _read(self, chunk: bytes, events: list[ServerSentEvent]) -> None:
        simple = (
            self._begun
            and not (self._after_cr or self._id)
            and b"\r" not in chunk
            and len(chunk) <= self._limit
        )
        if simple and self.pending:
            head, end, rest = chunk.partition(b"\n\n")
            self._read_lines(head + end, events)
            if rest:
                self._read(rest, events)
            return
        if simple:
            try:
                found: list[ServerSentEvent] = _SIMPLE_EVENT.findall(chunk.decode())
                chunk = found.pop()[2].encode() if found[-1][2] else b""
                if found:
                    events += found
                    self._size = 0
            except UnicodeDecodeError:
                pass  # the chunk may end inside a character
        if chunk:
            self._read_lines(chunk, events)

    def _read_lines(self, chunk: bytes, events: list[ServerSentEvent]) -> None:
        if self._after_cr:
            # The CR at the end of the last chunk ended a line. An LF directly after it belongs to the same line end.
            chunk = chunk.removeprefix(b"\n")
        lines = _lines(chunk)
        rest = lines.pop()
        self._after_cr = chunk.endswith(b"\r")
        if lines:
            if self._partial:
                self._partial.append(lines[0])
                lines[0] = b"".join(self._partial)
                self._partial.clear()
                self._partial_size = 0
            if not self._begun:
                self._begun = True
                lines[0] = lines[0].removeprefix(_BOM)
            self._read_whole_lines(lines, events)
        if rest:
            self._partial.append(rest)
            self._partial_size += len(rest)
        if self._size + self._partial_size > self._limit:
            raise EventTooLongError

    def _read_whole_lines(self, lines: list[bytes], events: list[ServerSentEvent]) -> None:
        data, size, limit = self._data, self._size, self._limit
        for line in lines:
            if line.startswith(b":"):
                if self._on_comment is not None:
                    self._on_comment(line[1:].removeprefix(b" ").decode("utf-8", "replace"))
            elif line:
                size += len(line)
                if size > limit:
                    raise EventTooLongError
                self._field(line)
            else:
                size = 0
                if data:
                    events.append((self._event, "\n".join(data), self._id))
                    data.clear()
                self._event = ""
        self._size = size

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if name == b"data":
            self._data.append(value.removeprefix(b" ").decode())
        elif name == b"event":
            self._event = value.removeprefix(b" ").decode()
        elif name == b"id" and b"\0" not in value:
            self._id = value.removeprefix(b" ").decode()
        # `retry` and unknown fields are ignored.
