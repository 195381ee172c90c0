"""A proxy between any client and a service. It changes nothing, records what passes, and compares it with the spec."""

from __future__ import annotations

import asyncio
import logging
import ssl

import h11

from pareta_sandbox.http_server import ClientConnection, ClientLeftError

from .cassette import Cassette
from .recording import Recording
from .redaction import Redactor
from .report import Report
from .spec_places import SpecPlaces
from .upstream import Upstream, UpstreamConnection, UpstreamError, end_to_end, request_headers

MAX_BODY_BYTES = 10_000_000
logger = logging.getLogger("pareta_sandbox")


class Proxy:
    """Relays requests to a service.

    Args:
        upstream: The service.
        places: The spec.
        report: Takes the departures from the spec.
        cassette: Takes the exchanges; None to record none.
        max_body_bytes: Larger bodies pass, but are neither recorded nor compared.
    """

    def __init__(
        self,
        upstream: Upstream,
        places: SpecPlaces,
        report: Report,
        cassette: Cassette | None = None,
        *,
        max_body_bytes: int = MAX_BODY_BYTES,
    ) -> None:
        self._upstream = upstream
        self._places = places
        self._report = report
        self._cassette = cassette
        self._limit = max_body_bytes
        self._redactor = Redactor(places.secret_members, places.key_headers)

    async def handle(self, client: ClientConnection, request: h11.Request) -> None:
        """Relay a request and its response.

        Raises:
            ConnectionError: The connection of the client has to be closed, because the service's was.
        """
        target = request.target.decode("latin-1")
        if not target.startswith("/"):
            note = "this proxy relays to one service; use its URL as the base URL, not as an HTTP proxy"
            await client.send_json(400, {"detail": note})
            return
        try:
            connection = await self._upstream.connect()
        except UpstreamError as error:
            await client.send_json(502, {"detail": f"the proxy {error}"})
            return
        number = self._cassette.reserve() if self._cassette is not None else 0
        self._redactor.learn(request.headers)
        recording = Recording(
            self._places,
            self._report,
            self._redactor,
            self._limit,
            asyncio.get_running_loop().time,
            request.method.decode("latin-1"),
            target,
            end_to_end(request.headers),
        )
        try:
            await self._relay(client, connection, request, recording)
        except ClientLeftError:
            recording.ended = "left"
            raise
        except (h11.ProtocolError, ssl.SSLError) as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()
            self._finish(number, recording)

    def _finish(self, number: int, recording: Recording) -> None:
        recording.finish()
        if self._cassette is None:
            return
        try:
            self._cassette.write(number, recording.exchange())
        except OSError as error:
            self._report.unrecorded += 1
            logger.warning("%s was not recorded: %s", recording.operation, error.strerror or error)

    async def _relay(
        self,
        client: ClientConnection,
        connection: UpstreamConnection,
        request: h11.Request,
        recording: Recording,
    ) -> None:
        head = h11.Request(
            method=request.method,
            target=self._upstream.prefix.encode("latin-1") + request.target,
            headers=request_headers(request.headers, self._upstream.authority),
        )
        await connection.send(head)
        can_take_trailers = request.http_version > b"1.0"
        upload = asyncio.ensure_future(_upload(client, connection, recording))
        download = asyncio.ensure_future(
            _download(client, connection, recording, can_take_trailers=can_take_trailers)
        )
        try:
            # The upload ends first only if the client left.
            await asyncio.wait({upload, download}, return_when=asyncio.FIRST_COMPLETED)
            await (download if download.done() else upload)
        finally:
            upload.cancel()
            download.cancel()
            await asyncio.gather(upload, download, return_exceptions=True)
        await client.drain()


async def _upload(client: ClientConnection, connection: UpstreamConnection, recording: Recording) -> None:
    """Send the body of the request, then wait until the client leaves, which is an error."""
    is_open = True
    async for chunk in client.body():
        recording.request_body.add(chunk)
        is_open = is_open and await _offer(connection, h11.Data(data=chunk))
    if is_open:
        await _offer(connection, h11.EndOfMessage())
    await client.wait_until_left()
    raise ClientLeftError("the client closed the connection")


async def _offer(connection: UpstreamConnection, event: h11.Event) -> bool:
    """Send an event to a service that may have responded and closed already. Its response says why."""
    try:
        await connection.send(event)
    except ConnectionError:
        return False
    return True


async def _download(
    client: ClientConnection, connection: UpstreamConnection, recording: Recording, *, can_take_trailers: bool
) -> None:
    """Send the response on, event by event. What is sent is compared after it was sent."""
    is_chunked = False
    async for event in connection.events():
        if isinstance(event, h11.InformationalResponse):
            await client.send(event)
        elif isinstance(event, h11.Response):
            headers = end_to_end(event.headers)
            is_chunked = any(name == b"transfer-encoding" for name, _ in event.headers)
            recording.start_response(event.status_code, event.reason.decode("latin-1"), headers)
            await client.send(
                h11.Response(status_code=event.status_code, headers=headers, reason=event.reason)
            )
        elif isinstance(event, h11.Data):
            chunk = bytes(event.data)
            await client.send(h11.Data(data=chunk))
            recording.add_to_response(chunk)
        elif isinstance(event, h11.EndOfMessage):
            trailers = end_to_end(event.headers) if is_chunked and can_take_trailers else []
            await client.send(h11.EndOfMessage(headers=trailers))
            recording.end_response(trailers)
