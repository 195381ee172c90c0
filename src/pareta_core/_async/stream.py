"""A stream of typed events over one answer. No sending, no retrying: the transport opened it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pareta_core import sockets
from pareta_core._async.pool import AsyncPool
from pareta_core.call import ConnectionLost
from pareta_core.clock import AsyncClock
from pareta_core.encoding import as_object, from_json
from pareta_core.errors import ErrorClasses, SDKError, failure_status, request_note
from pareta_core.sse import Decoder, ServerSentEvent
from pareta_core.wait import NO_DEADLINE, Deadline
from pareta_wire.model import DecodeError
from pareta_wire.operation import ResponseInfo, StreamRules

if TYPE_CHECKING:
    from typing import Self

    import httpx

E = TypeVar("E")

# So many pieces of text are joined to one: the memory of a long answer is that of its text.
_PIECES = 1024
# What comes after the end of a stream is the end of its body, or noise; a new connection costs less than to wait.
_MOST_AFTER_THE_END = 2
_SECONDS_AFTER_THE_END = 1.0


class AsyncStream(Generic[E]):
    """Iterate over it for the events, each as soon as it has arrived.

    It holds a connection: read it to its end, or leave it early through its context manager or `aclose()`.
    """

    response: ResponseInfo
    """The answer's status, headers and request id."""

    def __init__(
        self,
        response: httpx.Response,
        info: ResponseInfo,
        pool: AsyncPool,
        rules: StreamRules[E],
        errors: ErrorClasses,
        call: str,
        *,
        hide: Callable[[str], str] = str,
        clock: AsyncClock,
        stall_timeout: float,
        idempotency_key: str | None = None,
        deadline: Deadline = NO_DEADLINE,
    ) -> None:
        self.response = info
        self._raw = response
        self._chunks: AsyncIterator[bytes] = pool.chunks(response)
        self._pool = pool
        self._rules = rules
        self._errors = errors
        self._call = call
        self.hide: Callable[[str], str] = hide
        self._decode = rules.decode
        self._error_key = rules.error_key
        self._end_data = rules.end_data
        self._end_events = rules.end_events
        self._decoder = Decoder()
        self._arrived: Iterator[ServerSentEvent] = iter(())
        self._complete = False
        self._closed = False
        self._clock = clock
        self._stall_timeout = stall_timeout
        self._key = idempotency_key
        self._until = deadline
        self._last_sign = clock.monotonic()
        self._keep: Callable[[E], object] | None = None
        # sync-only: self._reading = False  # by another thread than the one that closes it, if so
        self._kept: list[Any] = []
        self._joined: list[str] = []

    def keeping(self, keep: Callable[[E], object]) -> AsyncStream[E]:
        """This stream, whose errors carry what came so far as `partial`: what `keep` makes of each event.

        Texts are joined to one, anything else is a list.
        """
        self._keep = keep
        return self

    def __aiter__(self) -> AsyncIterator[E]:
        return self

    async def __anext__(self) -> E:
        if self._closed:
            raise StopAsyncIteration
        try:
            while not self._complete:
                for name, data, _ in self._arrived:
                    if name in self._end_events:  # which is an event all the same
                        self._complete = True
                    elif data.strip() == self._end_data:
                        self._complete = True
                        break
                    if data:
                        return self._typed(name, data)
                else:
                    await self._read_on()
            await self._read_to_the_end()
            raise StopAsyncIteration
        except BaseException:
            # The end, an error, a cancellation: in each case the connection is of no more use to the caller.
            await self.aclose()
            raise

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Gives the connection back. May be called at any time, from anywhere, and again."""
        self._closed = True
        # sync-only: if self._reading and self._raw.http_version.startswith("HTTP/1"):
        # sync-only:     sockets.wake(self._raw.extensions.get("network_stream"))
        await self._raw.aclose()

    async def _read_on(self) -> None:
        try:
            # sync-only: self._reading = True
            left = self._until.remaining(self._clock.monotonic())
            chunk = await self._pool.next_chunk(self._chunks, left)
            # sync-only: self._reading = False
        except ConnectionLost as lost:
            kind = self._errors.timeout if lost.timed_out else self._errors.connection
            said = self.hide(str(lost))
            cause = lost if said == str(lost) else None
            raise self._error(kind, f"the connection was lost in the middle of the stream: {said}") from cause
        try:
            events = self._decoder.feed(chunk or b"")
        except UnicodeDecodeError as error:
            raise self._malformed(error.object.decode("utf-8", "replace"), error) from error
        if chunk is None:
            self._check_end()
            raise StopAsyncIteration
        # (An event without data is one more sign of life.)
        self._check_stall(any(data for _, data, _ in events))
        self._arrived = iter(events)
        if len(self._kept) >= _PIECES and isinstance(self._kept[0], str):
            self._joined.append("".join(self._kept))
            self._kept.clear()

    def _check_stall(self, alive: bool) -> None:
        # A proxy's pings keep a connection open for ever on which no event will come any more.
        now = self._clock.monotonic()
        if self._until.passed(now):
            raise self._error(self._errors.timeout, "the deadline passed while events still came")
        if alive:
            self._last_sign = now
        elif now - self._last_sign > self._stall_timeout:
            what = f"no event came for {self._stall_timeout:g} s, only signs of life; stall_timeout= sets the limit"
            raise self._error(self._errors.timeout, what)

    async def _read_to_the_end(self) -> None:
        # The answer is whole. After a marker like [DONE] the line is read to its end only so that the connection
        # can serve again: a failure to do so costs the caller nothing.
        if self._rules.end_data is None or not self._raw.http_version.startswith("HTTP/1"):
            return
        with sockets.impatient(self._raw.extensions.get("network_stream"), _SECONDS_AFTER_THE_END):
            try:
                for _ in range(_MOST_AFTER_THE_END):
                    if await self._pool.next_chunk(self._chunks, _SECONDS_AFTER_THE_END) is None:
                        return
            except ConnectionLost:
                return

    def ended_early(self) -> SDKError:
        """The error for a stream that was closed before all was told."""
        return self._error(
            self._errors.stream_ended, "the stream was closed before it was over: what came is not all"
        )

    def _check_end(self) -> None:
        rules = self._rules
        if not self._decoder.pending and not rules.end_data and not rules.end_events:
            return
        marker = rules.end_data or " or ".join(sorted(rules.end_events)) or "its last event was whole"
        raise self._error(
            self._errors.stream_ended, f"the stream ended before {marker}: what came is not all"
        )

    def _typed(self, name: str, text: str) -> E:
        try:
            data: Any = from_json(text)
            key = self._error_key
            if key is None or data.__class__ is not dict or data.get(key) is None:
                typed = self._decode(name, data)
                if self._keep is not None:
                    self._kept.append(self._keep(typed))
                return typed
        except (DecodeError, ValueError, RecursionError) as error:
            raise self._malformed(text, error) from error
        raise self._failed(as_object(from_json(self.hide(text))) or {})

    @property
    def _partial(self) -> object:
        kept = [*self._joined, *self._kept]
        return "".join(kept) if kept and all(isinstance(each, str) for each in kept) else kept or None

    def _failed(self, event: dict[str, Any]) -> SDKError:
        """The service's own report of a failure in mid-stream."""
        failure = event.get(str(self._error_key))
        known = as_object(failure) or {"message": str(failure)}
        message = known.get("message") or known.get("type") or "no reason was given"
        what = f"the service reported a failure in mid-stream: {message}"
        status = failure_status(known)
        if status is not None:
            return self._error(self._errors.for_status(status), what, status_code=status, detail=known)
        return self._error(self._errors.stream, what, type=known.get("type"), code=known.get("code"))

    def _malformed(self, data: str, error: Exception) -> SDKError:
        data = self.hide(data)
        shown = data if len(data) <= 200 else data[:199] + "…"
        what = f"the stream sent an event that cannot be read ({self.hide(str(error))}): {shown!r}"
        return self._error(self._errors.stream, what)

    def _error(self, kind: type[SDKError], what: str, **context: Any) -> SDKError:
        request_id = self.response.request_id and self.hide(self.response.request_id)
        note = request_note(request_id)
        return kind(
            f"{self._call}: {what}{note}",
            request_id=request_id,
            idempotency_key=self._key,
            partial=self._partial,
            **context,
        )
