"""The open connections of an HTTP client that we made: handed out and taken back in constant time.

httpcore's own pool looks at all its requests and connections at each step, so a thousand calls at once cost it a
minute. This one stands before it and only has it open connections: proxies and TLS stay its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from importlib import import_module
from typing import Any, Self

from pareta_core.chunked import Chunks
from pareta_core.turns import Turn, Turns  # async-only

# A burst leaves so many behind at most.
_MOST_IDLE = 100
_MOST_AT_ONCE = 32 * 1024


class AsyncConnections:
    """Stands in for the pool of an HTTP transport: HTTP/1.1, one request at a time on each connection."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._library: Any = import_module("httpcore")  # which `pool` is of
        self._places: dict[object, _Place] = {}
        self._busy: set[Any] = set()
        self._closed = False

    @property
    def connections(self) -> list[Any]:
        """All that are open."""
        idle = [list(place.idle) for place in list(self._places.values())]
        return [*list(self._busy), *(connection for each in idle for connection in each)]

    async def handle_async_request(self, request: Any) -> Any:
        """Sends a request over a free connection, or over a new one, and gives the head of its answer."""
        url = request.url
        if url.scheme not in (b"http", b"https"):
            raise self._library.UnsupportedProtocol(f"{url.scheme.decode()!r} is no protocol of this client")
        patience: float | None = request.extensions.get("timeout", {}).get("read")
        origin = url.origin
        key = origin.scheme, origin.host, origin.port
        place = self._places.get(key)
        if place is None:
            await self._look_round()
            place = self._places.setdefault(key, _Place())
        while True:
            turn: Turn | None = None  # async-only
            connection = None
            try:
                connection = await _free(place)
                # async-only: begin
                if connection is None:
                    turn, connection = await self._turn(place, request)
                # async-only: end
                if self._closed:
                    raise self._library.ConnectError("the client was closed")
                if connection is None:
                    connection = self._pool.create_connection(origin)
                    if turn is not None:  # async-only
                        request.extensions = {**request.extensions, "trace": turn.trace}  # async-only
                self._busy.add(connection)
                response = await connection.handle_async_request(request)
            except self._library.ConnectionNotAvailable:
                # It was closed between being found free and being asked, so nothing was sent.
                await self._failed(connection, place)
            except BaseException:
                await self._failed(connection, place)
                raise
            else:
                pieces = _pieces(response, connection, patience)
                response.stream = _Body(response.stream, pieces, connection, place, self)
                return response
            # async-only: begin
            finally:
                if turn is not None:
                    turn.end()
            # async-only: end

    # async-only: begin
    async def _turn(self, place: _Place, request: Any) -> tuple[Turn | None, Any]:
        """Leave to open a connection, or one that came free."""
        try:
            got = await place.turns.take(request.extensions.get("timeout", {}).get("pool"))
        except TimeoutError:
            raise self._library.PoolTimeout from None
        return (got, None) if isinstance(got, Turn) else (None, got)

    # async-only: end
    async def _failed(self, connection: Any, place: _Place) -> None:
        """Takes back the connection of a request that came to nothing, cancelled or not."""
        if connection is not None:
            await self.give_back(connection, place)

    async def give_back(self, connection: Any, place: _Place) -> None:
        """Takes back the connection of an answer that was read, or left."""
        self._busy.discard(connection)
        if self._closed or not connection.is_available():
            await _close(connection)
            return
        place.put(connection)
        if len(place.idle) > 1:
            await _forget_oldest(place)

    async def _look_round(self) -> None:
        """Closes what serves no more at other servers, to which nobody may come again."""
        for place in list(self._places.values()):
            while await _forget_oldest(place):
                pass

    async def aclose(self) -> None:
        """Closes them all."""
        self._closed = True
        connections = self.connections
        # async-only: begin
        for place in self._places.values():
            place.turns.close()
        # async-only: end
        self._places.clear()
        for connection in connections:
            await _close(connection)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()


class _Place:
    """A server: the connections to it that are free, the last used last, and who waits for one."""

    def __init__(self) -> None:
        self.idle = deque[Any]()
        self.turns = Turns()  # async-only

    def put(self, connection: Any) -> None:
        """Takes a free connection, for who waits or for who comes."""
        # async-only: begin
        if self.turns.hand_over(connection, self.put):
            return
        # async-only: end
        self.idle.append(connection)


async def _close(what: Any) -> None:
    """Closes a connection or a body, though the caller is being cancelled."""
    # async-only: begin
    import anyio

    with anyio.CancelScope(shield=True):
        await what.aclose()
    # async-only: end
    # sync-only: what.close()


async def _free(place: _Place) -> Any:
    """The connection that was used last, if it still serves; what does not is closed."""
    # async-only: begin
    if place.turns.awaited:
        return None  # others were here before
    # async-only: end
    while True:
        try:
            connection = place.idle.pop()
        except IndexError:
            return None
        if not connection.has_expired():
            return connection
        await _close(connection)


async def _forget_oldest(place: _Place) -> bool:
    """Closes the connection that was used longest ago, if it serves no more, or there are too many."""
    try:
        oldest = place.idle.popleft()
    except IndexError:
        return False  # another thread was faster
    if len(place.idle) < _MOST_IDLE and not oldest.has_expired():
        place.idle.appendleft(oldest)
        return False
    await _close(oldest)
    return True


class _Body:
    """The body of an answer, after which its connection is free."""

    def __init__(
        self, body: Any, pieces: AsyncIterator[bytes], connection: Any, place: _Place, home: AsyncConnections
    ) -> None:
        self._body = body
        self._pieces = pieces
        self._connection = connection
        self._place = place
        self._home: AsyncConnections | None = home

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._pieces

    async def aclose(self) -> None:
        """Ends the answer, wherever it was left. May be called again."""
        home, self._home = self._home, None
        if home is not None:
            try:
                await _close(self._body)
            finally:
                await home.give_back(self._connection, self._place)


def _pieces(response: Any, connection: Any, timeout: float | None) -> AsyncIterator[bytes]:
    """The pieces of a body: read past the HTTP library where it is chunked, else as that gives them."""
    while hasattr(connection, "_connection"):  # a proxy's, then the one inside
        connection = connection._connection
    body: AsyncIterator[bytes] = aiter(response.stream)
    buffer = getattr(getattr(connection, "_h11_state", None), "_receive_buffer", None)
    for name, value in response.headers:
        if name.lower() == b"transfer-encoding" and value.lower() == b"chunked" and buffer is not None:
            return _Chunked(body, connection, buffer, timeout)
    return body


class _Chunked:
    """The pieces of a chunked body. A state machine for each chunk would cost more than all else that is done with it.

    What `Chunks` leaves, the end above all, is given to the HTTP library as if it had read it.
    """

    def __init__(
        self, body: AsyncIterator[bytes], connection: Any, buffer: Any, timeout: float | None
    ) -> None:
        self._body = body
        self._machine = connection._h11_state
        self._line = connection._network_stream
        self._timeout = timeout
        self._chunks = Chunks()
        # What came with the head.
        self._first: bytes | None = buffer.maybe_extract_at_most(len(buffer))

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        while self._chunks.rest is None:
            data, self._first = self._first, None
            if data is None:
                data = await self._line.read(_MOST_AT_ONCE, timeout=self._timeout)
            found = self._chunks.feed(data)
            if not data:
                self._chunks.rest = b""
            if self._chunks.rest is not None:
                self._machine.receive_data(self._chunks.rest)
            if found:
                return found
        return await anext(self._body)
