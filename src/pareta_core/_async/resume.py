"""A stream that takes itself up again where it broke. What was given once is not given again, and nothing is left out.

How to open it again and what of it is new is the facade's to say (`Follower`); when to give up is told here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from pareta_core._async.stream import AsyncStream
from pareta_core.deadline import Deadline
from pareta_core.errors import SDKError, StreamEndedError
from pareta_core.retry import backoff, is_transient

if TYPE_CHECKING:
    from pareta_core._async.transport import AsyncTransport
    from pareta_wire.operation import RetryClass

E = TypeVar("E")

# A stream that was open for so long and is then closed was closed by a server's limit, not by a fault.
_LONG_OPEN_SECONDS = 60.0


class AsyncEventSource(Protocol[E]):
    """What a resumed stream asks its facade."""

    async def open(self) -> AsyncStream[E]:
        """Opens the stream, from the last cursor where there are any."""
        ...

    def is_new(self, event: E) -> bool:
        """Notes the event; false if the caller has had it already."""
        ...

    async def is_over(self) -> bool:
        """Whether a stream that ended in good order has told everything, or was only closed by the server."""
        ...


class AsyncResumedStream(AsyncStream[E]):
    """A stream that is opened again where its line breaks, or where the server closes it too early.

    Iterate over it for the events. It holds a connection: read it to its end, or leave it early through its context
    manager or `aclose()`.
    """

    def __init__(
        self,
        follower: AsyncEventSource[E],
        first: AsyncStream[E],
        *,
        transport: AsyncTransport,
        rule: RetryClass,
        resume_timeout: float,
    ) -> None:
        self.response = first.response
        self._follower = follower
        self._current = first
        self._transport = transport
        self._rule = rule
        self._resume_timeout = resume_timeout
        self._closed = False
        self._attempt = 0
        self._opened = transport.clock.monotonic()
        self._deadline: Deadline | None = None

    async def __anext__(self) -> E:
        while True:
            if self._is_closed():
                raise StopAsyncIteration
            try:
                event = await anext(self._current)
            except StopAsyncIteration:
                if self._is_closed() or await self._follower.is_over() or self._is_closed():
                    raise
                self._tolerate_close()
                await self._open_again()
            except SDKError as error:
                self._tolerate(error)
                await self._open_again()
            else:
                if self._follower.is_new(event):
                    self._attempt, self._deadline = 0, None
                    return event

    async def _open_again(self) -> None:
        """Tries until the stream is open, for as long as the patience lasts."""
        clock, policy = self._transport.clock, self._transport.settings.retries
        while True:
            await clock.sleep(backoff(policy, self._attempt, clock.random()))
            if self._is_closed():  # by another task meanwhile, here and below
                raise StopAsyncIteration
            self._attempt += 1
            try:
                self._current = await self._follower.open()
            except SDKError as error:
                self._tolerate(error)
            else:
                if self._is_closed():
                    await self._current.aclose()
                    raise StopAsyncIteration
                self.response = self._current.response
                self._opened = self._transport.clock.monotonic()
                return

    def _tolerate_close(self) -> None:
        """The server closed in good order what is not over. That is no trouble, unless it does nothing else."""
        if self._transport.clock.monotonic() - self._opened > _LONG_OPEN_SECONDS:
            self._deadline = None
        else:
            self._tolerate(self._current._premature_end())

    def _tolerate(self, error: SDKError) -> None:
        """Lets an error pass that may; raises any other, and the one with which the patience ends."""
        now = self._transport.clock.monotonic()
        if self._deadline is None:
            self._deadline = Deadline.after(self._resume_timeout, now)
        passing = isinstance(error, StreamEndedError) or is_transient(self._rule, error)
        if self._is_closed() or not passing or self._deadline.passed(now):
            raise error

    def _is_closed(self) -> bool:
        return self._closed

    async def aclose(self) -> None:
        """Gives the connection back. May be called at any time, from anywhere, and again."""
        self._closed = True
        await self._current.aclose()
