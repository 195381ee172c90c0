# Mirrored from src/pareta_core/_async/stream.py by codegen/mirror.py; do not edit.
"""A stream of typed events over one answer. No sending, no retrying: the transport opened it."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar

from pareta_core import sockets
from pareta_core._sync.http_adapter import HTTPAdapter
from pareta_core.call import ConnectionFailure
from pareta_core.clock import Clock
from pareta_core.deadline import NO_DEADLINE, Deadline
from pareta_core.errors import SDKError
from pareta_core.events import Events
from pareta_wire.operation import ResponseInfo

if TYPE_CHECKING:
    from typing import Self

    import httpx

E = TypeVar("E")

# What comes after the end of a stream is the end of its body, or noise; a new connection costs less than to wait.
_MOST_AFTER_THE_END = 2
_SECONDS_AFTER_THE_END = 1.0


class Stream(Generic[E]):
    """Iterate over it for the events, each as soon as it has arrived.

    It holds a connection: read it to its end, or leave it early through its context manager or `close()`.
    """

    response: ResponseInfo
    """The answer's status, headers and request id."""

    def __init__(
        self,
        response: httpx.Response,
        events: Events[E],
        http: HTTPAdapter,
        *,
        clock: Clock,
        stall_timeout: float,
        deadline: Deadline = NO_DEADLINE,
    ) -> None:
        self.response = events.response
        self._raw = response
        self._chunks: Iterator[bytes] = http.chunks(response)
        self._http = http
        self._events = events
        self._ready: Iterator[E] = iter(())
        self._closed = False
        self._clock = clock
        self._stall_timeout = stall_timeout
        self._until = deadline
        self._last_sign = clock.monotonic()
        self._reading = False  # by another thread than the one that closes it, if so

    def __iter__(self) -> Iterator[E]:
        return self

    def __next__(self) -> E:
        try:
            while not self._closed:
                for event in self._ready:
                    return event
                if self._events.complete:
                    self._read_to_the_end()
                    break
                self._read_on()
            raise StopIteration
        except BaseException:
            # The end, an error, a cancellation: in each case the connection is of no more use to the caller.
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the connection back. May be called at any time, from anywhere, and again."""
        self._closed = True
        if self._reading and self._raw.http_version.startswith("HTTP/1"):
            sockets.wake(self._raw.extensions.get("network_stream"))
        self._raw.close()

    def _read_on(self) -> None:
        try:
            self._reading = True
            left = self._until.remaining(self._clock.monotonic())
            chunk = self._http.next_chunk(self._chunks, left)
            self._reading = False
        except ConnectionFailure as lost:
            raise self._events.connection_error(lost)  # noqa: B904  # it carries its cause
        arrived = self._events.arrived(chunk or b"")
        if chunk is None:
            self._events.check_end()
            raise StopIteration
        # (An event without data is one more sign of life.)
        self._check_stall(any(data for _, data, _ in arrived))
        self._ready = self._events.typed(arrived)

    def _check_stall(self, alive: bool) -> None:
        # A proxy's pings keep a connection open for ever on which no event will come any more.
        now = self._clock.monotonic()
        if self._until.passed(now):
            raise self._events.timed_out("the deadline passed while events still came")
        if alive:
            self._last_sign = now
        elif now - self._last_sign > self._stall_timeout:
            what = f"no event came for {self._stall_timeout:g} s, only signs of life; stall_timeout= sets the limit"
            raise self._events.timed_out(what)

    def _read_to_the_end(self) -> None:
        # The answer is whole. After a marker like [DONE] the line is read to its end only so that the connection
        # can serve again: a failure to do so costs the caller nothing.
        if not self._events.ends_by_data or not self._raw.http_version.startswith("HTTP/1"):
            return
        with sockets.impatient(self._raw.extensions.get("network_stream"), _SECONDS_AFTER_THE_END):
            try:
                for _ in range(_MOST_AFTER_THE_END):
                    if self._http.next_chunk(self._chunks, _SECONDS_AFTER_THE_END) is None:
                        return
            except ConnectionFailure:
                return

    def _premature_end(self) -> SDKError:
        """Return the error for a stream that was closed before its last event."""
        return self._events.premature_end()
