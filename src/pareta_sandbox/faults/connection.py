"""The connection under a response: end it, wait for its end, read the whole request from it."""

from __future__ import annotations

from typing import Literal

from starlette.types import Receive, Scope

# The extension of the ASGI scope with which the sandbox's server lets a fault end the connection.
CONNECTION = "pareta_sandbox.connection"


def end_connection(scope: Scope, how: Literal["reset", "close"]) -> None:
    """End the connection at once. Bytes that were already handed to the network still arrive.

    Raises:
        TypeError: Another server serves the sandbox.
    """
    extension = scope.get("extensions", {}).get(CONNECTION)
    if extension is None:
        raise TypeError("a connection can be ended under the sandbox's own server only")
    extension["end"](how)


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
