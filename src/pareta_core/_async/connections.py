"""The open connections of an HTTP client that we made: handed out and taken back in constant time.

httpcore's own pool looks at all its requests and connections at each step, so a thousand calls at once cost it a
minute. This one stands before it and only has it open connections: proxies and TLS stay its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Any, Self

from pareta_core.turns import Turn, Turns  # async-only

# A burst leaves so many behind at most.
_MOST_IDLE = 100


class AsyncConnections:
    """Stands in for the pool of an HTTP transport: HTTP/1.1, one request at a time on each connection."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._idle: dict[object, deque[Any]] = {}
        self._busy: set[Any] = set()
        self._closed = False
        self._turns = Turns()  # async-only

    @property
    def connections(self) -> list[Any]:
        """All that are open."""
        return [*self._busy, *(connection for idle in list(self._idle.values()) for connection in idle)]

    async def handle_async_request(self, request: Any) -> Any:
        """Sends a request over a free connection, or over a new one, and gives the head of its answer."""
        origin = request.url.origin
        place = origin.scheme, origin.host, origin.port
        idle = self._idle.get(place)
        if idle is None:
            idle = self._idle.setdefault(place, deque())
        connection = await _free(idle)
        turn: Turn | None = None  # async-only
        try:
            # async-only: begin
            if connection is None:
                turn = await self._turn(request)
                connection = await _free(idle)
            # async-only: end
            if connection is None:
                connection = self._pool.create_connection(origin)
                if turn is not None:  # async-only
                    request.extensions = {**request.extensions, "trace": turn.trace}  # async-only
            self._busy.add(connection)
            response = await connection.handle_async_request(request)
        except BaseException:
            self._busy.discard(connection)
            raise
        # async-only: begin
        finally:
            if turn is not None:
                turn.end()
        # async-only: end
        response.stream = _Body(response.stream, connection, idle, self)
        return response

    async def give_back(self, connection: Any, idle: deque[Any]) -> None:
        """Takes back the connection of an answer that was read, or left."""
        self._busy.discard(connection)
        if self._closed or not connection.is_idle():
            await connection.aclose()
            return
        idle.append(connection)
        if len(idle) > 1:
            await _forget_oldest(idle)

    # async-only: begin
    async def _turn(self, request: Any) -> Turn:
        timeouts: Mapping[str, float | None] = request.extensions.get("timeout", {})
        try:
            return await self._turns.take(timeouts.get("pool"))
        except TimeoutError:
            import httpcore

            raise httpcore.PoolTimeout from None

    # async-only: end
    async def aclose(self) -> None:
        """Closes them all."""
        self._closed = True
        connections = self.connections
        self._idle.clear()
        for connection in connections:
            await connection.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()


async def _free(idle: deque[Any]) -> Any:
    """The connection that was used last, if it still serves; what does not is closed."""
    while True:
        try:
            connection = idle.pop()
        except IndexError:
            return None
        if not connection.has_expired():
            return connection
        await connection.aclose()


async def _forget_oldest(idle: deque[Any]) -> None:
    """Closes the connection that was used longest ago, if it serves no more, or there are too many."""
    try:
        oldest = idle.popleft()
    except IndexError:
        return  # another thread was faster
    if len(idle) >= _MOST_IDLE or oldest.has_expired():
        await oldest.aclose()
    else:
        idle.appendleft(oldest)


class _Body:
    """The body of an answer, after which its connection is free."""

    def __init__(self, body: Any, connection: Any, idle: deque[Any], home: AsyncConnections) -> None:
        self._body = body
        self._connection = connection
        self._idle = idle
        self._home: AsyncConnections | None = home

    def __aiter__(self) -> AsyncIterator[bytes]:
        iterator: AsyncIterator[bytes] = self._body.__aiter__()
        return iterator

    async def aclose(self) -> None:
        """Ends the answer, wherever it was left. May be called again."""
        home, self._home = self._home, None
        if home is not None:
            try:
                await self._body.aclose()
            finally:
                await home.give_back(self._connection, self._idle)
