# Mirrored from src/pareta_core/_async/connections.py by codegen/mirror.py; do not edit.
"""The open connections of an HTTP client that we made: handed out and taken back in constant time.

httpcore's own pool looks at all its requests and connections at each step, so a thousand calls at once cost it a
minute. This one stands before it and only has it open connections: proxies and TLS stay its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Self

from pareta_core.chunked import Chunks

# A burst leaves so many behind at most.
_MOST_IDLE = 100
_MOST_AT_ONCE = 32 * 1024


class Connections:
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

    def handle_request(self, request: Any) -> Any:
        """Sends a request over a free connection, or over a new one, and gives the head of its answer."""
        url = request.url
        if url.scheme not in (b"http", b"https"):
            raise self._library.UnsupportedProtocol(f"{url.scheme.decode()!r} is no protocol of this client")
        patience: float | None = request.extensions.get("timeout", {}).get("read")
        origin = url.origin
        key = origin.scheme, origin.host, origin.port
        place = self._places.get(key)
        if place is None:
            self._look_round()
            place = self._places.setdefault(key, _Place())
        while True:
            connection = None
            try:
                connection = _free(place)
                if self._closed:
                    raise self._library.ConnectError("the client was closed")
                if connection is None:
                    connection = self._pool.create_connection(origin)
                self._busy.add(connection)
                response = connection.handle_request(request)
            except self._library.ConnectionNotAvailable:
                # It was closed between being found free and being asked, so nothing was sent.
                self._failed(connection, place)
            except BaseException:
                self._failed(connection, place)
                raise
            else:
                pieces = _pieces(response, connection, patience)
                response.stream = _Body(response.stream, pieces, connection, place, self)
                return response

    def _failed(self, connection: Any, place: _Place) -> None:
        """Takes back the connection of a request that came to nothing, cancelled or not."""
        if connection is not None:
            self.give_back(connection, place)

    def give_back(self, connection: Any, place: _Place) -> None:
        """Takes back the connection of an answer that was read, or left."""
        self._busy.discard(connection)
        if self._closed or not connection.is_available():
            _close(connection)
            return
        place.put(connection)
        if len(place.idle) > 1:
            _forget_oldest(place)

    def _look_round(self) -> None:
        """Closes what serves no more at other servers, to which nobody may come again."""
        for place in list(self._places.values()):
            while _forget_oldest(place):
                pass

    def close(self) -> None:
        """Closes them all."""
        self._closed = True
        connections = self.connections
        self._places.clear()
        for connection in connections:
            _close(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class _Place:
    """A server: the connections to it that are free, the last used last, and who waits for one."""

    def __init__(self) -> None:
        self.idle = deque[Any]()

    def put(self, connection: Any) -> None:
        """Takes a free connection, for who waits or for who comes."""
        self.idle.append(connection)


def _close(what: Any) -> None:
    """Closes a connection or a body, though the caller is being cancelled."""
    what.close()


def _free(place: _Place) -> Any:
    """The connection that was used last, if it still serves; what does not is closed."""
    while True:
        try:
            connection = place.idle.pop()
        except IndexError:
            return None
        if not connection.has_expired():
            return connection
        _close(connection)


def _forget_oldest(place: _Place) -> bool:
    """Closes the connection that was used longest ago, if it serves no more, or there are too many."""
    try:
        oldest = place.idle.popleft()
    except IndexError:
        return False  # another thread was faster
    if len(place.idle) < _MOST_IDLE and not oldest.has_expired():
        place.idle.appendleft(oldest)
        return False
    _close(oldest)
    return True


class _Body:
    """The body of an answer, after which its connection is free."""

    def __init__(
        self, body: Any, pieces: Iterator[bytes], connection: Any, place: _Place, home: Connections
    ) -> None:
        self._body = body
        self._pieces = pieces
        self._connection = connection
        self._place = place
        self._home: Connections | None = home

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Ends the answer, wherever it was left. May be called again."""
        home, self._home = self._home, None
        if home is not None:
            try:
                _close(self._body)
            finally:
                home.give_back(self._connection, self._place)


def _pieces(response: Any, connection: Any, timeout: float | None) -> Iterator[bytes]:
    """The pieces of a body: read past the HTTP library where it is chunked, else as that gives them."""
    while hasattr(connection, "_connection"):  # a proxy's, then the one inside
        connection = connection._connection
    body: Iterator[bytes] = iter(response.stream)
    buffer = getattr(getattr(connection, "_h11_state", None), "_receive_buffer", None)
    for name, value in response.headers:
        if name.lower() == b"transfer-encoding" and value.lower() == b"chunked" and buffer is not None:
            return _Chunked(body, connection, buffer, timeout)
    return body


class _Chunked:
    """The pieces of a chunked body. A state machine for each chunk would cost more than all else that is done with it.

    What `Chunks` leaves, the end above all, is given to the HTTP library as if it had read it.
    """

    def __init__(self, body: Iterator[bytes], connection: Any, buffer: Any, timeout: float | None) -> None:
        self._body = body
        self._machine = connection._h11_state
        self._line = connection._network_stream
        self._timeout = timeout
        self._chunks = Chunks()
        # What came with the head.
        self._first: bytes | None = buffer.maybe_extract_at_most(len(buffer))

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        while self._chunks.rest is None:
            data, self._first = self._first, None
            if data is None:
                data = self._line.read(_MOST_AT_ONCE, timeout=self._timeout)
            found = self._chunks.feed(data)
            if not data:
                self._chunks.rest = b""
            if self._chunks.rest is not None:
                self._machine.receive_data(self._chunks.rest)
            if found:
                return found
        return next(self._body)
