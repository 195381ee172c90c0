# Mirrored from src/pareta_core/_async/connections.py by codegen/mirror.py; do not edit.
"""The open connections of an HTTP client that we made: handed out and taken back in constant time.

httpcore's own pool looks at all its requests and connections at each step, so a thousand calls at once cost it a
minute. This one stands before it and only has it open connections: proxies and TLS stay its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, Self

# A burst leaves so many behind at most.
_MOST_IDLE = 100


class Connections:
    """Stands in for the pool of an HTTP transport: HTTP/1.1, one request at a time on each connection."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._idle: dict[object, deque[Any]] = {}
        self._busy: set[Any] = set()
        self._closed = False

    @property
    def connections(self) -> list[Any]:
        """All that are open."""
        return [*self._busy, *(connection for idle in list(self._idle.values()) for connection in idle)]

    def handle_request(self, request: Any) -> Any:
        """Sends a request over a free connection, or over a new one, and gives the head of its answer."""
        origin = request.url.origin
        place = origin.scheme, origin.host, origin.port
        idle = self._idle.get(place)
        if idle is None:
            idle = self._idle.setdefault(place, deque())
        connection = _free(idle)
        try:
            if connection is None:
                connection = self._pool.create_connection(origin)
            self._busy.add(connection)
            response = connection.handle_request(request)
        except BaseException:
            self._busy.discard(connection)
            raise
        response.stream = _Body(response.stream, connection, idle, self)
        return response

    def give_back(self, connection: Any, idle: deque[Any]) -> None:
        """Takes back the connection of an answer that was read, or left."""
        self._busy.discard(connection)
        if self._closed or not connection.is_idle():
            connection.close()
            return
        idle.append(connection)
        if len(idle) > 1:
            _forget_oldest(idle)

    def close(self) -> None:
        """Closes them all."""
        self._closed = True
        connections = self.connections
        self._idle.clear()
        for connection in connections:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _free(idle: deque[Any]) -> Any:
    """The connection that was used last, if it still serves; what does not is closed."""
    while True:
        try:
            connection = idle.pop()
        except IndexError:
            return None
        if not connection.has_expired():
            return connection
        connection.close()


def _forget_oldest(idle: deque[Any]) -> None:
    """Closes the connection that was used longest ago, if it serves no more, or there are too many."""
    try:
        oldest = idle.popleft()
    except IndexError:
        return  # another thread was faster
    if len(idle) >= _MOST_IDLE or oldest.has_expired():
        oldest.close()
    else:
        idle.appendleft(oldest)


class _Body:
    """The body of an answer, after which its connection is free."""

    def __init__(self, body: Any, connection: Any, idle: deque[Any], home: Connections) -> None:
        self._body = body
        self._connection = connection
        self._idle = idle
        self._home: Connections | None = home

    def __iter__(self) -> Iterator[bytes]:
        iterator: Iterator[bytes] = self._body.__iter__()
        return iterator

    def close(self) -> None:
        """Ends the answer, wherever it was left. May be called again."""
        home, self._home = self._home, None
        if home is not None:
            try:
                self._body.close()
            finally:
                home.give_back(self._connection, self._idle)
