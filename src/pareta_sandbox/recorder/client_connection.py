"""A client's HTTP/1.1 connection: requests come in as they were sent, responses go out event by event."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeAlias

import h11

from pareta_sandbox.control import find_refusal
from pareta_sandbox.sse import encode_json

READ_BYTES = 65_536
MAX_HEAD_BYTES = 131_072
DRAIN_SECONDS = 2.0
Handler: TypeAlias = "Callable[[ClientConnection, h11.Request], Awaitable[None]]"


class ClientLeftError(ConnectionError):
    """The client closed the connection."""


class ClientConnection:
    """One connection of a client, for one request after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD_BYTES)

    async def next_request(self) -> h11.Request | None:
        """Return the head of the next request; None if the client closed the connection.

        Raises:
            h11.RemoteProtocolError: It is not valid HTTP.
        """
        event = await self._next_event()
        return event if isinstance(event, h11.Request) else None

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the body of the request as it arrives.

        Raises:
            ClientLeftError: The client closed the connection within the body.
            h11.RemoteProtocolError: The body is not valid HTTP.
        """
        while self._http.their_state is h11.SEND_BODY:
            event = await self._next_event()
            if isinstance(event, h11.Data):
                yield bytes(event.data)

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
            except ConnectionError as error:
                raise ClientLeftError(str(error)) from error

    async def send_json(self, status: int, body: object) -> None:
        """Send a response of the server's own, and read the rest of the request."""
        content = encode_json(body)
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
        await self.send(h11.Response(status_code=status, headers=headers))
        if self._http.our_state is h11.SEND_BODY:
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

    async def close(self) -> None:
        """Close the connection once everything is sent."""
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()

    async def _read(self) -> bytes:
        try:
            return await self._reader.read(READ_BYTES)
        except ConnectionError as error:
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


class HttpServer:
    """Accepts connections on 127.0.0.1 and calls a handler for each request that no web page sent.

    Args:
        handler: Responds to a request.
        port: The port to listen on; 0 for a free one.
    """

    def __init__(self, handler: Handler, port: int) -> None:
        self._handler = handler
        self._port = port
        self._tasks: set[asyncio.Task[None]] = set()
        self.url = ""

    async def serve(self, announce: Callable[[str], None], stop: asyncio.Event) -> None:
        """Serve until `stop` is set. `announce` is called with the URL once connections are accepted.

        Raises:
            OSError: The port is in use.
        """
        server = await asyncio.start_server(self._accept, "127.0.0.1", self._port)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
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
            while (request := await self._next_request(client)) is not None:
                refusal = find_client_refusal(request)
                if refusal is None:
                    await self._handler(client, request)
                else:
                    await client.send_json(403, {"detail": refusal})
                if not client.is_reusable():
                    break
        except ConnectionError:  # the client left, or the service did within a response
            pass
        finally:
            await client.close()

    async def _next_request(self, client: ClientConnection) -> h11.Request | None:
        try:
            return await client.next_request()
        except h11.RemoteProtocolError as error:
            with contextlib.suppress(h11.LocalProtocolError):
                await client.send_json(error.error_status_hint, {"detail": f"not valid HTTP: {error}"})
            return None


def find_client_refusal(request: h11.Request) -> str | None:
    """Return why a request is refused: a web page sent it, or its Host is a name that could point anywhere."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers}
    return find_refusal(headers, "127.0.0.1")
