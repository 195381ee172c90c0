"""The limit on connects that are under way at once, for the calls of one event loop.

Blocking code needs none: each thread opens its own connection.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    import anyio

C = TypeVar("C")

# A thousand calls that start at once share the connections that are open by then, instead of starting with a thousand
# handshakes. The number of open connections has no limit: each long poll and each stream holds one.
_MAX_CONNECTING = 16


class ConnectLimiter(Generic[C]):
    """Hands out connect slots. A caller waits for a slot or for an idle connection, whichever comes first."""

    def __init__(self) -> None:
        self._free = _MAX_CONNECTING
        self._waiters = deque[_Waiter[C]]()

    @property
    def has_waiters(self) -> bool:
        """Whether any caller waits."""
        return bool(self._waiters)

    async def acquire(self, timeout: float | None) -> ConnectSlot | C | None:
        """Wait for a slot or an idle connection, in order of arrival.

        Args:
            timeout: Seconds to wait at most; None waits without limit.

        Returns:
            A `ConnectSlot`, an idle connection, or None if the client was closed meanwhile.

        Raises:
            TimeoutError: Neither came in time.
        """
        if self._free and not self._waiters:
            self._free -= 1
            return ConnectSlot(self)
        import anyio

        waiter = _Waiter[C](anyio.Event())
        self._waiters.append(waiter)
        try:
            with anyio.fail_after(timeout):
                await waiter.event.wait()
        except BaseException:
            self._abandon(waiter)
            raise
        return waiter.result

    def _abandon(self, waiter: _Waiter[C]) -> None:
        if not waiter.event.is_set():
            self._waiters.remove(waiter)
        elif isinstance(waiter.result, ConnectSlot):
            waiter.result.release()
        elif waiter.result is not None and waiter.put_back is not None:
            waiter.put_back(waiter.result)

    def offer(self, connection: C, put_back: Callable[[C], None]) -> bool:
        """Give an idle connection to the caller that has waited longest; return whether there was one.

        Args:
            connection: The connection.
            put_back: Takes the connection if that caller is cancelled before it gets it.
        """
        if not self._waiters:
            return False
        waiter = self._waiters.popleft()
        waiter.put_back = put_back
        waiter.resolve(connection)
        return True

    def release(self) -> None:
        """Take a slot back, and give it to the next caller."""
        if self._waiters:
            self._waiters.popleft().resolve(ConnectSlot(self))
        else:
            self._free += 1

    def close(self) -> None:
        """Wake every caller that waits, with None."""
        while self._waiters:
            self._waiters.popleft().resolve(None)


class ConnectSlot:
    """The right to open one connection, until `release`."""

    def __init__(self, limiter: ConnectLimiter[C]) -> None:
        self._release: Callable[[], None] | None = limiter.release

    def release(self) -> None:
        """Let the next caller connect. Safe to call again."""
        release, self._release = self._release, None
        if release is not None:
            release()


class _Waiter(Generic[C]):
    def __init__(self, event: anyio.Event) -> None:
        self.event = event
        self.result: ConnectSlot | C | None = None
        self.put_back: Callable[[C], None] | None = None

    def resolve(self, result: ConnectSlot | C | None) -> None:
        self.result = result
        self.event.set()
