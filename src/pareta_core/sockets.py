"""Socket options (TCP keep-alive), and how to end a connection at which another thread waits."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Protocol

# A long poll or a quiet stream sends nothing for minutes, and routers forget such connections silently. Probes keep
# them known, and notice within two minutes that the other side is gone.
_IDLE_SECONDS = 60
_PROBE_INTERVAL_SECONDS = 15
_PROBES = 4


def socket_options() -> list[tuple[int, int, int]]:
    """Return the options that are set on each socket, as far as this platform knows them."""
    options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    # (macOS calls the first one TCP_KEEPALIVE.)
    for names, value in (
        (("TCP_KEEPIDLE", "TCP_KEEPALIVE"), _IDLE_SECONDS),
        (("TCP_KEEPINTVL",), _PROBE_INTERVAL_SECONDS),
        (("TCP_KEEPCNT",), _PROBES),
    ):
        known = [getattr(socket, name) for name in names if hasattr(socket, name)]
        options += [(socket.IPPROTO_TCP, option, value) for option in known[:1]]
    return options


class NetworkStream(Protocol):
    """The `network_stream` extension of an httpx response."""

    def get_extra_info(self, info: str, /) -> object:
        """Return what the stream knows under this name."""
        ...


def shut_down(stream: NetworkStream | None) -> None:
    """End a connection. A thread that reads from it wakes, which it does not when the socket is only closed."""
    found = None if stream is None else stream.get_extra_info("socket")
    if isinstance(found, socket.socket):
        with suppress(OSError):  # it has ended already
            found.shutdown(socket.SHUT_RDWR)


@contextmanager
def shut_down_after(stream: NetworkStream | None, seconds: float) -> Generator[None]:
    """End a connection unless the block is left within `seconds`."""
    timer = threading.Timer(seconds, shut_down, [stream])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
