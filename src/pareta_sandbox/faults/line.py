"""How a connection ends under an answer: the one place that knows uvicorn's protocol and its socket."""

from __future__ import annotations

import os
import socket
import struct
from asyncio import Transport
from typing import Literal

from starlette.types import Receive, Send

# Linger for no time: the socket is closed with a RST and not with a FIN.
_NO_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


def hang_up(send: Send, how: Literal["reset", "close"]) -> None:
    """End the connection at once. What the network had taken before reaches the other side."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if not isinstance(transport, Transport):
        raise TypeError("a connection can be ended under uvicorn's h11 only")
    if how == "close":
        transport.close()
        return
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    transport.abort()


def mute(connection: object) -> None:
    """Let nothing more be said or heard on one of uvicorn's connections, which stays open for now.

    What is being answered on it is marked as a lost connection is: uvicorn drops the rest and finds no fault with that.
    """
    cycle = getattr(connection, "cycle", None)
    if cycle is not None:
        cycle.disconnected = True
    transport = getattr(connection, "transport", None)
    if isinstance(transport, Transport):
        transport.pause_reading()


def cut(connection: object) -> None:
    """Close one of uvicorn's connections without waiting for what is still to be sent."""
    transport = getattr(connection, "transport", None)
    if isinstance(transport, Transport):
        transport.abort()


async def gone(receive: Receive) -> None:
    """Return when the other side has left, or the connection was ended here."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def whole_request(receive: Receive) -> bytes | None:
    """The body of the request, read to its end; None if the other side left meanwhile."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)
