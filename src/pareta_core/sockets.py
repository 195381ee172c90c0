"""TCP keep-alive for the connections of an HTTP client that we made.

A long poll or a quiet stream sends nothing for minutes, and routers forget such connections without a word: probes
keep them known, and tell within two minutes that the other side is gone.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
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


def keep_alive(client: Any, backend: Callable[[Any], Any]) -> None:
    """Puts a backend of ours before the one that opens the client's sockets, for each of its proxies too.

    httpx hands socket options to its pool, but its pool does not hand them to the connections of a proxy, and a
    transport of one's own loses the proxies of the environment. So this reaches for what is private there; where it
    is not found, connections are as they are, and a test notices.
    """
    for transport in (client._transport, *client._mounts.values()):
        pool: Any = getattr(transport, "_pool", None)
        if hasattr(pool, "_network_backend"):
            pool._network_backend = backend(pool._network_backend)
