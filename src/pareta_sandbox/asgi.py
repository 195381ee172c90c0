"""Serves an ASGI application (asgi.readthedocs.io, HTTP message format 2.3) with the HTTP server.

The scope has an extension of its own: `scope["extensions"]["pareta_sandbox.connection"]["end"]` ends the connection
under a response, as `ClientConnection.end` does.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from urllib.parse import unquote

import h11
from starlette.types import ASGIApp, Message, Scope

from .faults.connection import CONNECTION
from .http_server import ClientConnection, ClientLeftError, Handler

_REASONS = {status.value: status.phrase.encode("ascii") for status in HTTPStatus}
_DISCONNECT: Message = {"type": "http.disconnect"}
logger = logging.getLogger("pareta_sandbox")


def serve_with(app: ASGIApp, host: str, port: int) -> Handler:
    """Return a handler that serves an application, which is reached at this host and port."""

    async def handle(client: ClientConnection, request: h11.Request) -> None:
        exchange = _Exchange(client, request)
        try:
            await app(_scope(client, request, host, port), exchange.receive, exchange.send)
        except ClientLeftError:
            raise
        except Exception:
            logger.exception("%s %s failed", request.method.decode(), request.target.decode("latin-1"))
            await exchange.fail()
        await exchange.finish()

    return handle


def _scope(client: ClientConnection, request: h11.Request, host: str, port: int) -> Scope:
    raw_path, _, query = request.target.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": request.http_version.decode("ascii"),
        "method": request.method.decode("ascii"),
        "scheme": "http",
        "path": unquote(raw_path.decode("ascii")),
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": list(request.headers),
        "client": client.client_address,
        "server": (host, port),
        "extensions": {CONNECTION: {"end": client.end}},
    }


class _Exchange:
    """One request and its response, as an application receives and sends them."""

    def __init__(self, client: ClientConnection, request: h11.Request) -> None:
        self._client = client
        self._has_body = request.method != b"HEAD"
        self._is_read = False
        self._is_started = False
        self._is_ended = False
        self._failure: h11.RemoteProtocolError | ClientLeftError | None = None

    async def receive(self) -> Message:
        """Return the next chunk of the request, or the disconnect once there is no more."""
        try:
            if not self._is_read and self._failure is None:
                await self._client.send_continue()
                chunk = await self._client.next_chunk()
                self._is_read = chunk is None
                return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}
            if not self._is_ended and self._failure is None:
                await self._client.wait_until_left()
        except (h11.RemoteProtocolError, ClientLeftError) as error:
            self._failure = error
        return _DISCONNECT

    async def send(self, message: Message) -> None:
        """Send a part of the response. What is sent after the client has left is dropped, as ASGI asks for."""
        if self._failure is not None:
            return
        try:
            await self._send(message)
        except ClientLeftError as error:
            self._failure = error

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._is_started = True
            status: int = message["status"]
            await self._client.send(
                h11.Response(
                    status_code=status, headers=message.get("headers", ()), reason=_REASONS.get(status, b"")
                )
            )
            return
        if (body := message.get("body", b"")) and self._has_body:
            await self._client.send(h11.Data(data=body))
        if not message.get("more_body", False):
            self._is_ended = True
            await self._client.send(h11.EndOfMessage())

    async def fail(self) -> None:
        """Send a 500 if no response was started."""
        if not self._is_started and self._failure is None:
            self._is_started = self._is_ended = True
            await self._client.send_json(500, {"detail": "the sandbox itself failed; see its log"})

    async def finish(self) -> None:
        """Prepare the connection for the next request.

        Raises:
            ClientLeftError: The client has left, or has to be left because the response was not completed.
            h11.RemoteProtocolError: The body of the request was not valid HTTP.
        """
        if self._failure is not None:
            raise self._failure
        if not self._is_ended:
            raise ClientLeftError("the response was not completed")
        await self._client.drain()
