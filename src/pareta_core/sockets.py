"""The sockets of an HTTP client that we made: TCP keep-alive, and how to wake a thread that waits at one.

A long poll or a quiet stream sends nothing for minutes, and routers forget such connections without a word: probes
keep them known, and tell within two minutes that the other side is gone.
"""

from __future__ import annotations

import math
import os
import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

_IDLE_SECONDS = 60
_BETWEEN_SECONDS = 15
_PROBES = 4


def socket_options() -> list[tuple[int, int, int]]:
    """What is set on each socket, as far as this platform knows it."""
    options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    # (macOS calls the first one TCP_KEEPALIVE.)
    for names, value in (
        (("TCP_KEEPIDLE", "TCP_KEEPALIVE"), _IDLE_SECONDS),
        (("TCP_KEEPINTVL",), _BETWEEN_SECONDS),
        (("TCP_KEEPCNT",), _PROBES),
    ):
        known = [getattr(socket, name) for name in names if hasattr(socket, name)]
        options += [(socket.IPPROTO_TCP, option, value) for option in known[:1]]
    return options


def take_over(client: Any, backend: Callable[[Any], Any], connections: Callable[[Any], Any]) -> None:
    """Puts a backend of ours before the one that opens the client's sockets, and a pool of ours before its pool.

    For each of its proxies too.

    httpx hands socket options to its pool, but its pool does not hand them to the connections of a proxy, and a
    transport of one's own loses the proxies of the environment. So this reaches for what is private there; where it
    is not found, connections are as they are, and a test notices.
    """
    for transport in (client._transport, *client._mounts.values()):
        pool: Any = getattr(transport, "_pool", None)
        if hasattr(pool, "_network_backend"):
            pool._network_backend = backend(pool._network_backend)
            if hasattr(pool, "create_connection"):
                transport._pool = connections(pool)


class _Limit(threading.local):
    until: float = math.inf


_limit = _Limit()


@contextmanager
def within(seconds: float) -> Generator[None]:
    """Holds all that this thread reads meanwhile against these seconds together, however short each read is."""
    before = _limit.until
    _limit.until = min(before, time.monotonic() + seconds)
    try:
        yield
    finally:
        _limit.until = before


class Wakeable:
    """A connection of the HTTP library, in blocking code, at which another thread may be waiting.

    To close a socket does not wake who reads from it, nor tell the server while they do; to shut it down does both.
    """

    def __init__(self, stream: Any, open_streams: set[Wakeable]) -> None:
        self._stream = stream
        self._open = open_streams
        self._process = os.getpid()
        self._read: Any = stream.read
        self.write: Any = stream.write
        self.get_extra_info: Any = stream.get_extra_info
        open_streams.add(self)

    def read(self, size: int, timeout: float | None = None) -> bytes:
        """What comes next, within the time that this thread allows itself."""
        if _limit.until < math.inf:
            left = _limit.until - time.monotonic()
            if left <= 0.0:
                raise import_module("httpcore").ReadTimeout("the deadline passed")
            timeout = left if timeout is None else min(timeout, left)
        data: bytes = self._read(size, timeout)
        return data

    def start_tls(self, *args: Any, **named: Any) -> Wakeable:
        """The same connection, spoken over TLS."""
        try:
            return Wakeable(self._stream.start_tls(*args, **named), self._open)
        finally:
            self._open.discard(self)

    def wake(self) -> None:
        """Ends the connection, whoever waits at it; one of a parent process is left alone."""
        if self._process == os.getpid():
            wake(self)

    def close(self) -> None:
        """Closes the connection, whoever waits at it."""
        self.wake()
        self._open.discard(self)
        self._stream.close()


def wake(stream: Any) -> None:
    """Ends a connection of the HTTP library, whoever waits at it."""
    with suppress(OSError, AttributeError):
        stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)


@contextmanager
def impatient(stream: Any, seconds: float) -> Generator[None]:
    """Lets a connection of the HTTP library, which serves one answer, wait so long at most for each of its bytes.

    Its timeout is settled when the answer begins; so it is told here that what it waits for is not worth that much.
    """
    read, names = getattr(stream, "read", None), getattr(stream, "__dict__", None)
    if read is None or names is None:  # none of the library's, but of a transport of the user's own
        yield
        return
    own = "read" in names

    def sooner(size: int, timeout: float | None = None) -> Any:
        return read(size, seconds if timeout is None else min(timeout, seconds))

    stream.read = sooner
    try:
        yield
    finally:
        if own:
            stream.read = read
        else:
            del stream.read
