"""End the connection under a response. The only module that knows uvicorn's protocol and its socket."""

from __future__ import annotations

import os
import socket
import struct
from asyncio import Transport
from typing import Literal

from starlette.types import Receive, Send

# With a linger time of zero, closing the socket sends a RST instead of a FIN.
_NO_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


def end_connection(send: Send, how: Literal["reset", "close"]) -> None:
    """End the connection at once. Bytes that were already handed to the network still arrive."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if not isinstance(transport, Transport):
        raise TypeError("a connection can be ended under uvicorn's h11 only")
    if how == "close":
        transport.close()
        return
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    transport.abort()


def silence(connection: object) -> None:
    """Send and read nothing more on one of uvicorn's connections, and keep it open.

    Its response is marked as disconnected: uvicorn then drops the rest without logging an error.
    """
    cycle = getattr(connection, "cycle", None)
    if cycle is not None:
        cycle.disconnected = True
    transport = getattr(connection, "transport", None)
    if isinstance(transport, Transport):
        transport.pause_reading()


def abort(connection: object) -> None:
    """Close one of uvicorn's connections without sending what is still buffered."""
    transport = getattr(connection, "transport", None)
    if isinstance(transport, Transport):
        transport.abort()


async def wait_for_disconnect(receive: Receive) -> None:
    """Return when the client has disconnected, or when the connection was ended here."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def read_body(receive: Receive) -> bytes | None:
    """Return the whole body of the request, or None if the client disconnects first."""
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)
