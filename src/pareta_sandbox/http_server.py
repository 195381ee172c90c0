"""An HTTP/1.1 server: requests come in as they were sent, responses go out event by event.

The sandbox, the recording proxy and the replay serve with it. asyncio's streams carry the bytes, and h11 reads and
writes them. A server stops at once, even with open streams and long polls.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Literal, TypeAlias

import h11

from .sse import encode_json

READ_BYTES = 65_536
MAX_HEAD_BYTES = 131_072
IDLE_SECONDS = 75.0
DRAIN_SECONDS = 2.0
_BACKLOG = 512
# With a linger time of zero, closing the socket sends a RST instead of a FIN.
_NO_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
Handler: TypeAlias = "Callable[[ClientConnection, h11.Request], Awaitable[None]]"


class ClientLeftError(ConnectionError):
    """The client closed the connection, or it was ended here."""


class ClientConnection:
    """One connection of a client, for one request after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD_BYTES)
        self._wants_head_only = False

    @property
    def client_address(self) -> tuple[str, int] | None:
        """The host and the port of the client; None if it has left already."""
        address = self._writer.get_extra_info("peername")
        return address and (address[0], address[1])

    async def next_request(self) -> h11.Request | None:
        """Return the head of the next request; None if the client closed the connection, or sends nothing for long.

        Raises:
            h11.RemoteProtocolError: It is not valid HTTP.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(IDLE_SECONDS):
                event = await self._next_event()
                if isinstance(event, h11.Request):
                    self._wants_head_only = event.method == b"HEAD"
                    return event
        return None

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the body of the request as it arrives.

        Raises:
            ClientLeftError: The client closed the connection within the body.
            h11.RemoteProtocolError: The body is not valid HTTP.
        """
        while (chunk := await self.next_chunk()) is not None:
            yield chunk

    async def next_chunk(self) -> bytes | None:
        """Return the next chunk of the body of the request; None at its end.

        Raises:
            ClientLeftError: The client closed the connection within the body.
            h11.RemoteProtocolError: The body is not valid HTTP.
        """
        while self._http.their_state is h11.SEND_BODY:
            event = await self._next_event()
            if isinstance(event, h11.Data):
                return bytes(event.data)
        return None

    async def send_continue(self) -> None:
        """Send a 100 if the client waits for it before it sends the body of its request.

        Raises:
            ClientLeftError: The client closed the connection.
        """
        if self._http.they_are_waiting_for_100_continue:
            await self.send(h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue"))

    async def wait_until_left(self) -> None:
        """Return when the client closes the connection. What it sends until then is kept for the next request."""
        while data := await self._read():
            self._http.receive_data(data)
            if len(self._http.trailing_data[0]) > MAX_HEAD_BYTES:
                await asyncio.get_running_loop().create_future()  # reads no more, until this is cancelled
        self._http.receive_data(b"")

    async def send(self, event: h11.Event) -> None:
        """Send an event at once, as a chunk of its own if the body is chunked.

        Raises:
            ClientLeftError: The client closed the connection.
        """
        data = self._http.send(event)
        if data:
            try:
                self._writer.write(data)
                await self._writer.drain()
            except OSError as error:
                raise ClientLeftError(str(error)) from error

    async def send_json(self, status: int, body: object) -> None:
        """Send a response of the server's own, and read the rest of the request."""
        content = encode_json(body)
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
        await self.send(h11.Response(status_code=status, headers=headers))
        if self._http.our_state is h11.SEND_BODY:
            if not self._wants_head_only:
                await self.send(h11.Data(data=content))
            await self.send(h11.EndOfMessage())
        await self.drain()

    async def drain(self) -> None:
        """Read the rest of the request: closing a connection with unread bytes would lose the response."""
        with contextlib.suppress(TimeoutError, ClientLeftError, h11.RemoteProtocolError):
            async with asyncio.timeout(DRAIN_SECONDS):
                async for _ in self.body():
                    pass

    def is_reusable(self) -> bool:
        """Return whether another request can follow, and prepare for it."""
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
            return True
        return False

    def end(self, how: Literal["reset", "close"]) -> None:
        """End the connection at once. Bytes that were already handed to the network still arrive."""
        if how == "close":
            self._writer.close()
            return
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.abort()

    def abort(self) -> None:
        """Close the connection without sending what is still buffered."""
        self._writer.transport.abort()

    async def close(self) -> None:
        """Close the connection once everything is sent."""
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _read(self) -> bytes:
        try:
            return await self._reader.read(READ_BYTES)
        except OSError as error:
            raise ClientLeftError(str(error)) from error

    async def _next_event(self) -> object:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            data = await self._read()
            if not data and self._http.their_state is h11.SEND_BODY:
                raise ClientLeftError("the client closed the connection within its request")
            self._http.receive_data(data)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that accepts connections. At port 0 the system chooses a free one.

    Raises:
        OSError: The port is in use.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns off Nagle's algorithm only if the protocol is named. With it each request takes 40 ms longer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket) -> str:
    """Return the base URL for clients."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class HttpServer:
    """Calls a handler for each request.

    Args:
        handler: Responds to a request. It raises `ConnectionError` to have the connection closed.
        listener: What `listen` returned.
    """

    def __init__(self, handler: Handler, listener: socket.socket) -> None:
        self._handler = handler
        self._listener = listener
        self._tasks: set[asyncio.Task[None]] = set()
        self.url = url_of(listener)

    async def serve(self, announce: Callable[[str], None], stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then cancel every open request and close every connection.

        Args:
            announce: Called with the URL once connections are accepted.
            stop: Set it to stop the server.
        """
        server = await asyncio.start_server(self._accept, sock=self._listener, backlog=_BACKLOG)
        announce(self.url)
        await stop.wait()
        server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._talk(ClientConnection(reader, writer)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _talk(self, client: ClientConnection) -> None:
        try:
            await self._respond_to_each(client)
        except ConnectionError:  # the client left, or the service did within a response
            pass
        except asyncio.CancelledError:
            client.abort()
            raise
        finally:
            await client.close()

    async def _respond_to_each(self, client: ClientConnection) -> None:
        try:
            while (request := await client.next_request()) is not None:
                await self._handler(client, request)
                if not client.is_reusable():
                    break
        except h11.RemoteProtocolError as error:
            with contextlib.suppress(h11.LocalProtocolError):  # a response was sent already
                await client.send_json(error.error_status_hint, {"detail": f"not valid HTTP: {error}"})
