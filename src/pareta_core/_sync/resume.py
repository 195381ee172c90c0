# Mirrored from src/pareta_core/_async/resume.py by codegen/mirror.py; do not edit.
"""Streams that reconnect after a failure, without duplicates or gaps.

The facade supplies an `EventSource`: how to reopen the stream and which events are new. This module decides when to
reconnect and when to give up.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Protocol, TypeVar

from pareta_core._sync.stream import Stream
from pareta_core.deadline import NO_DEADLINE, Deadline
from pareta_core.errors import SDKError, StreamEndedError
from pareta_core.retry import backoff, is_transient
from pareta_core.single_reader import second_reader

if TYPE_CHECKING:
    from pareta_core._sync.transport import Transport
    from pareta_wire.operation import ResponseInfo, RetryClass

E = TypeVar("E")

# A stream that the server closes after a minute was closed by a server limit, not by a fault.
_SERVER_LIMIT_SECONDS = 60.0


class EventSource(Protocol[E]):
    """What a resumed stream needs from its facade."""

    def open(self) -> Stream[E]:
        """Open the stream, after the last event if the API has cursors."""
        ...

    def is_new(self, event: E) -> bool:
        """Record the event and return whether the caller has not had it before."""
        ...

    def is_progress(self) -> bool:
        """Return whether the last new event is one that a reopened stream would not repeat."""
        ...

    def is_over(self) -> bool:
        """Return whether a stream that the server closed was complete, so that there is nothing to reconnect for."""
        ...


class ResumedStream(Stream[E]):
    """A stream that reconnects when its connection breaks or the server closes it early.

    Iterate over it for the events. It holds a connection until it is read to its end or closed.
    """

    def __init__(
        self,
        source: EventSource[E],
        first: Stream[E],
        *,
        transport: Transport,
        retry_class: RetryClass,
        resume_timeout: float,
        deadline: Deadline = NO_DEADLINE,
    ) -> None:
        """Create the stream.

        Args:
            source: How to reopen the stream, and which of its events are new.
            first: The stream as it was opened first.
            transport: The transport whose clock and retry limits apply.
            retry_class: The retry class that decides which errors are transient.
            resume_timeout: Seconds after the first failure for which it reconnects. Progress resets them: an event that
                a reopened stream would not repeat, or a connection that lasted for a minute.
            deadline: After it, the next failure is raised.
        """
        self._hint = ""
        self._reading_lock = Lock()
        self._source = source
        self._current = first
        self._transport = transport
        self._retry_class = retry_class
        self._resume_timeout = resume_timeout
        self._end = deadline
        self._closed = False
        self._attempt = 0
        self._opened = transport.clock.monotonic()
        self._deadline: Deadline | None = None

    def __next__(self) -> E:
        if not self._reading_lock.acquire(blocking=False):
            raise second_reader(self)
        try:
            return self._next()
        finally:
            self._reading_lock.release()

    def _next(self) -> E:
        while True:
            if self._closed:
                raise StopIteration
            try:
                event = next(self._current)
            except StopIteration:
                if self._is_closed() or self._source.is_over() or self._is_closed():
                    raise
                self._tolerate_close()
                self._reopen()
            except SDKError as error:
                self._tolerate(error)
                self._reopen()
            else:
                if self._source.is_new(event):
                    if self._source.is_progress() or self._lasted():
                        self._attempt, self._deadline = 0, None
                    return event

    def _reopen(self) -> None:
        """Reopen the stream, trying until the resume timeout."""
        clock, policy = self._transport.clock, self._transport.settings.retries
        while True:
            clock.sleep(backoff(policy, self._attempt, clock.random()))
            if self._is_closed():  # by another task, here and below
                raise StopIteration
            self._attempt += 1
            try:
                self._current = self._source.open()
            except SDKError as error:
                self._tolerate(error)
            else:
                if self._is_closed():
                    self._current.close()
                    raise StopIteration
                self._opened = self._transport.clock.monotonic()
                return

    def _tolerate_close(self) -> None:
        """Ignore that the server closed an incomplete stream, unless it does so until the resume timeout."""
        if self._lasted():
            self._deadline = None
        else:
            self._tolerate(self._current._premature_end())

    def _lasted(self) -> bool:
        return self._transport.clock.monotonic() - self._opened > _SERVER_LIMIT_SECONDS

    def _tolerate(self, error: SDKError) -> None:
        """Ignore transient errors until the resume timeout; raise any other error."""
        now = self._transport.clock.monotonic()
        if self._deadline is None:
            self._deadline = Deadline.after(self._resume_timeout, now)
        transient = isinstance(error, StreamEndedError) or is_transient(self._retry_class, error)
        if self._is_closed() or not transient or self._deadline.passed(now) or self._end.passed(now):
            raise error

    def _get_response(self) -> ResponseInfo:
        return self._current._get_response()

    def _describe(self) -> str:
        return self._current._describe()

    def _is_closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """Close the stream and release its connection. Safe to call at any time, from anywhere, and repeatedly."""
        self._closed = True
        self._current.close()
