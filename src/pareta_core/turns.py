"""The order in which an event loop's calls open connections. Blocking code has none: each thread opens its own."""

from __future__ import annotations

from typing import Any

# A thousand calls that begin at once go one after the other over what is open by then, instead of beginning with a
# thousand handshakes. How many may be open has no limit: long polls and streams hold one each.
_AT_ONCE = 16


class Turns:
    """So many are opened at once; who comes later waits, first come, first served."""

    def __init__(self) -> None:
        self._free: Any = None

    async def take(self, timeout: float | None) -> Turn:
        """Waits for leave to open a connection. Raises `TimeoutError` after so many seconds."""
        import anyio

        if self._free is None:
            self._free = anyio.Semaphore(_AT_ONCE, fast_acquire=True)
        try:
            self._free.acquire_nowait()
        except anyio.WouldBlock:
            with anyio.fail_after(timeout):
                await self._free.acquire()
        return Turn(self._free)


class Turn:
    """The leave to open a connection, which ends when that is open."""

    def __init__(self, free: Any) -> None:
        self._free = free

    async def trace(self, event: str, _: object) -> None:
        """What the HTTP library tells of a request while it is under way."""
        if event.endswith((".connect_tcp.complete", ".connect_tcp.failed")):
            self.end()

    def end(self) -> None:
        """Lets the next one open a connection. May be called again."""
        free, self._free = self._free, None
        if free is not None:
            free.release()
