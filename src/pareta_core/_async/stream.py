"""A stream of typed events over one response. It neither sends nor retries: the transport opened it."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Iterator
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from attrs import asdict

# sync-only: from pareta_core import sockets
from pareta_core._async.http_adapter import AsyncHTTPAdapter
from pareta_core.annotations import httpx, observation
from pareta_core.call import ConnectionFailure
from pareta_core.clock import AsyncClock
from pareta_core.deadline import NO_DEADLINE, Deadline
from pareta_core.errors import SDKError
from pareta_core.events import Events
from pareta_core.redaction import RedactedResponseInfo
from pareta_core.single_reader import second_reader
from pareta_wire.operation import ResponseInfo

E = TypeVar("E")

_SECONDS_TO_FINISH = 1.0


class AsyncStreamResponse(RedactedResponseInfo):
    """The response behind a stream. To close it is to close the stream, as with the official clients.

    Example:
        ```python
        events = await client.task_run.events(run_id)
        await events.response.aclose()
        ```
    """

    __slots__ = ("_stream",)
    _stream: AsyncStream[Any]

    def __init__(self, info: ResponseInfo, stream: AsyncStream[Any]) -> None:
        """Create the response of a stream.

        Args:
            info: What is known about the response.
            stream: The stream.
        """
        super().__init__(**asdict(info, recurse=False))
        object.__setattr__(self, "_stream", stream)

    async def aclose(self) -> None:
        """Close the stream and release its connection.

        Example:
            ```python
            await events.response.aclose()
            ```
        """
        await self._stream.aclose()


class AsyncStream(Generic[E]):
    """Typed events, each returned as soon as it has arrived.

    It holds a connection: read it to its end, or leave it early through its context manager or `aclose()`.

    Example:
        ```python
        async with await client.task_run.events(run_id) as events:
            async for event in events:
                print(event["type"])
        ```
    """

    response: ResponseInfo
    """The response's status, headers and request id, and after the last event its receipt."""
    _follower: observation.StreamFollower | None = None

    def __init__(
        self,
        response: httpx.Response,
        events: Events[E],
        http: AsyncHTTPAdapter,
        *,
        clock: AsyncClock,
        stall_timeout: float,
        deadline: Deadline = NO_DEADLINE,
        hint: str = "",
        follower: observation.StreamFollower | None = None,
    ) -> None:
        self._hint = hint
        self._follower = follower
        self._raw = response
        self._chunks: AsyncIterator[bytes] = http.chunks(response)
        self._reading_lock = Lock()
        self._http = http
        self._events = events
        self._ready: Iterator[E] = iter(())
        self._closed = False
        # Whether it ended by an exception: a program that continues to read must not take it for complete.
        self._broken = False
        self._clock = clock
        self._home = AsyncClock.home()
        self._stall_timeout = stall_timeout
        self._until = deadline
        self._last_event_at = clock.monotonic()
        # sync-only: self._reading = False  # perhaps by another thread than the one that closes it

    def __repr__(self) -> str:
        return f"<{self._describe()}, {'closed' if self._closed else 'open'}>"

    def _describe(self) -> str:
        return f"{type(self).__name__} of {self._events.call}"

    if not TYPE_CHECKING:

        @property
        def response(self) -> ResponseInfo:
            return AsyncStreamResponse(self._get_response(), self)

        # For programs that expect the result of the call in place of its events.
        def __getattr__(self, name: str) -> object:
            if name.startswith("_"):
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            raise AttributeError(f"the {self._describe()} has no attribute {name!r}: {self._advice()}")

        def __getitem__(self, key: object) -> object:
            raise TypeError(f"the {self._describe()} has no item {key!r}: {self._advice()}")

        def _advice(self) -> str:
            return f"iterate over its events with `async for`{self._hint and f', or {self._hint}'}"

    def __aiter__(self) -> AsyncIterator[E]:
        return self

    async def __anext__(self) -> E:
        if not self._reading_lock.acquire(blocking=False):
            raise second_reader(self)
        try:
            while not self._closed:
                for event in self._ready:
                    return event
                if self._events.complete:
                    await self._finish()
                    break
                await self._read_events()
            if self._broken:
                raise self._premature_end()
            raise StopAsyncIteration
        except SDKError as error:
            self._broken = True
            self._report_end(error)
            await self.aclose()
            # The frames below, and an exception that is not a cause, hold what the server sent, perhaps the API key.
            if error.__cause__ is None:
                error.__context__ = None
            raise error.with_traceback(None)  # noqa: B904  # it carries its cause
        except BaseException as error:
            # At its end and after a cancellation nothing more is read from the connection.
            if not isinstance(error, StopAsyncIteration):
                self._broken = not self._events.complete
                self._events.note_interruption(error)
                self._report_end(error)
            await self.aclose()
            raise
        finally:
            self._reading_lock.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Release the connection. Safe to call at any time, from any task or thread, and again.

        Example:
            ```python
            stream = await client.task_run.events("trun_1")
            first = await anext(stream)
            await stream.aclose()
            ```
        """
        self._closed = True
        self._report_end()
        # sync-only: if self._reading and self._raw.http_version.startswith("HTTP/1"):
        # sync-only:     sockets.shut_down(self._raw.extensions.get("network_stream"))
        await self._http.release(self._raw)

    def _get_response(self) -> ResponseInfo:
        return self._events.response

    def _report_end(self, error: BaseException | None = None) -> None:
        if self._follower is not None:
            self._follower.end(error, self._events.response)

    def __del__(self) -> None:
        # (A resumed stream does not hold a response.)
        if not getattr(self, "_closed", True) and hasattr(self, "_raw"):
            self._closed = True
            # First: the warning is an exception where a program, such as its tests, asks for that.
            self._http.abandon(self._home, self._raw)
            self._report_end()
            warnings.warn(
                f"{self._events.call}: the stream was neither read to its end nor closed. "
                "Use it as a context manager.",
                ResourceWarning,
                stacklevel=2,
                source=self,
            )

    async def _read_events(self) -> None:
        """Read until events are ready, or until another task or thread closes the stream."""
        # The time that the caller took for the last event does not count.
        self._last_event_at = self._clock.monotonic()
        while not self._closed:
            if await self._read_chunk():
                return

    async def _read_chunk(self) -> bool:
        """Read the next chunk and decode its events. Return whether there are any."""
        seconds_left = self._until.remaining(self._clock.monotonic())
        if seconds_left <= 0:
            raise self._events.timeout_error("the deadline passed before the last event")
        try:
            # sync-only: self._reading = True
            # (An error is not held back until the server sends more.)
            chunk = b"" if self._events.failed else await self._http.next_chunk(self._chunks, seconds_left)
            # sync-only: self._reading = False
        except ConnectionFailure as failure:
            if self._events.ends_with_marker():
                raise StopAsyncIteration from None
            if failure.timed_out and self._is_stalled(self._clock.monotonic()):
                raise self._stalled() from failure
            raise self._events.connection_error(failure)  # noqa: B904  # it carries its cause
        ready = self._events.feed(chunk)
        if chunk is None:
            raise StopAsyncIteration
        now = self._clock.monotonic()
        if ready is not None:
            # (Even after the deadline: what arrived is not thrown away.)
            self._ready = ready if self._follower is None else self._follower.follow(ready)
            self._last_event_at = now
        elif self._is_stalled(now):
            # A proxy's pings can keep a connection open forever on which no event will arrive.
            raise self._stalled()
        return ready is not None

    def _is_stalled(self, now: float) -> bool:
        return now - self._last_event_at >= self._stall_timeout

    def _stalled(self) -> SDKError:
        return self._events.timeout_error(
            f"no event arrived for {self._stall_timeout:g} s; stall_timeout= sets the limit"
        )

    async def _finish(self) -> None:
        # All events have been read. Only after an end marker is the end of the body worth waiting for: the connection
        # can be used again then.
        if self._events.ends_by_data and self._raw.http_version.startswith("HTTP/1"):
            await self._http.finish(self._raw, self._chunks, _SECONDS_TO_FINISH)

    def _premature_end(self) -> SDKError:
        """Return the error for a stream that was closed before its last event."""
        return self._events.premature_end()
