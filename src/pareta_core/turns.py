"""The order in which an event loop's calls get connections. Blocking code has none: each thread opens its own."""

from __future__ import annotations

from collections import deque
from typing import Any

# A thousand calls that begin at once go one after the other over what is open by then, instead of beginning with a
# thousand handshakes. How many may be open has no limit: long polls and streams hold one each.
_AT_ONCE = 16


class Turns:
    """Who finds no free connection waits for the first of two things: one that comes free, or leave to open one."""

    def __init__(self) -> None:
        self._left = _AT_ONCE
        self._waiting = deque[_Waiter]()

    @property
    def awaited(self) -> bool:
        """Whether anybody waits."""
        return bool(self._waiting)

    async def take(self, timeout: float | None) -> Any:
        """A `Turn`, or a connection that came free, in order of arrival; None if the client was closed meanwhile.

        Raises `TimeoutError` after so many seconds.
        """
        if self._left and not self._waiting:
            self._left -= 1
            return Turn(self)
        import anyio

        waiter = _Waiter(anyio.Event())
        self._waiting.append(waiter)
        try:
            with anyio.fail_after(timeout):
                await waiter.event.wait()
        except BaseException:
            self._leave(waiter)
            raise
        return waiter.got

    def _leave(self, waiter: _Waiter) -> None:
        if not waiter.event.is_set():
            self._waiting.remove(waiter)
        elif isinstance(waiter.got, Turn):
            waiter.got.end()
        elif waiter.got is not None:
            waiter.put_back(waiter.got)

    def hand_over(self, connection: Any, put_back: Any) -> bool:
        """Gives a free connection to who has waited longest; `put_back` takes it from who no longer wants it."""
        if not self._waiting:
            return False
        waiter = self._waiting.popleft()
        waiter.put_back = put_back
        waiter.give(connection)
        return True

    def end_one(self) -> None:
        """A turn is over: the next one begins."""
        if self._waiting:
            self._waiting.popleft().give(Turn(self))
        else:
            self._left += 1

    def close(self) -> None:
        """Nobody is to wait any longer."""
        while self._waiting:
            self._waiting.popleft().give(None)


class Turn:
    """The leave to open a connection, which ends when that is open."""

    def __init__(self, turns: Turns) -> None:
        self._turns: Turns | None = turns

    async def trace(self, event: str, _: object) -> None:
        """What the HTTP library tells of a request while it is under way."""
        if event.endswith((".connect_tcp.complete", ".connect_tcp.failed")):
            self.end()

    def end(self) -> None:
        """Lets the next one open a connection. May be called again."""
        turns, self._turns = self._turns, None
        if turns is not None:
            turns.end_one()


class _Waiter:
    def __init__(self, event: Any) -> None:
        self.event = event
        self.got: Any = None
        self.put_back: Any = None

    def give(self, what: Any) -> None:
        self.got = what
        self.event.set()
