"""The service behind the proxy: where it is, and one connection to it for each request."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, Self
from urllib.parse import urlsplit

import h11

from pareta_sandbox.http_server import MAX_HEAD_BYTES, READ_BYTES

CONNECT_SECONDS = 10.0
# Fields of a connection, not of a message (RFC 9110, 7.6.1). h11 writes those of the next connection.
_HOP_BY_HOP = frozenset(
    (
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    )
)
RawHeaders = list[tuple[bytes, bytes]]


class HeadersOfEvent(Protocol):
    """The headers of one of h11's events: in lower case, and as they were spelled."""

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]: ...
    def raw_items(self) -> list[tuple[bytes, bytes]]:
        """Return the headers as they were spelled."""
        ...


class UpstreamError(ConnectionError):
    """No connection to the service could be made."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """The address of the service. `prefix` is the path of its base URL, which goes before every target."""

    scheme: str
    host: str
    port: int
    authority: str
    prefix: str
    context: ssl.SSLContext | None

    @classmethod
    def parse(cls, url: str, context: ssl.SSLContext | None = None) -> Self:
        """Return the address of a URL. `context` replaces the usual verification of certificates, for tests.

        Raises:
            ValueError: The URL is not one of a service.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ValueError(f"the upstream is not a valid URL: {error}") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the upstream must be a URL such as https://api.parallel.ai")
        if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
            raise ValueError("the upstream must be a URL without credentials, query and fragment")
        if parts.scheme == "https" and context is None:
            context = ssl.create_default_context()
            context.set_alpn_protocols(["http/1.1"])
        return cls(
            scheme=parts.scheme,
            host=parts.hostname,
            port=port or (443 if parts.scheme == "https" else 80),
            authority=parts.netloc,
            prefix=parts.path.rstrip("/"),
            context=context if parts.scheme == "https" else None,
        )

    @property
    def url(self) -> str:
        """The base URL."""
        return f"{self.scheme}://{self.authority}{self.prefix}"

    async def connect(self) -> UpstreamConnection:
        """Return a new connection.

        Raises:
            UpstreamError: The service cannot be reached, or its certificate is not valid.
        """
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                reader, writer = await asyncio.open_connection(self.host, self.port, ssl=self.context)
        except TimeoutError:
            raise UpstreamError(f"{self.url} took more than {CONNECT_SECONDS:g} s to connect") from None
        except (OSError, ssl.SSLError) as error:
            raise UpstreamError(f"cannot connect to {self.url}: {error}") from None
        return UpstreamConnection(reader, writer)


class UpstreamConnection:
    """One connection to the service, for one request."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD_BYTES)

    async def send(self, event: h11.Event) -> None:
        """Send an event.

        Raises:
            ConnectionError: The service closed the connection.
        """
        data = self._http.send(event)
        if data:
            self._writer.write(data)
            await self._writer.drain()

    async def events(self) -> AsyncIterator[h11.Event]:
        """Yield the events of the response: informational heads, the head, the body as it arrives, the end.

        Raises:
            h11.RemoteProtocolError: The response is cut, or is not valid HTTP.
            ConnectionError: The connection was reset.
        """
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                self._http.receive_data(await self._reader.read(READ_BYTES))
            elif isinstance(event, h11.Event):
                if isinstance(event, h11.ConnectionClosed):
                    raise ConnectionError("the service closed the connection without a response")
                yield event
                if isinstance(event, h11.EndOfMessage):
                    return
            else:  # PAUSED: the service switched protocols, which no request asked for
                raise ConnectionError("the service switched protocols")

    def close(self) -> None:
        """Close the connection at once."""
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._writer.transport.abort()


def request_headers(headers: HeadersOfEvent, authority: str) -> RawHeaders:
    """Return the headers of a request for the service: all but those of the connection, with its own Host."""
    forwarded = end_to_end(headers)
    is_chunked = any(name == b"transfer-encoding" for name, _ in headers)
    result = [
        (name, authority.encode("latin-1") if name.lower() == b"host" else value) for name, value in forwarded
    ]
    if not any(name.lower() == b"host" for name, _ in result):
        result.insert(0, (b"Host", authority.encode("latin-1")))
    if is_chunked:
        result.append((b"Transfer-Encoding", b"chunked"))
    return [*result, (b"Connection", b"close")]


def end_to_end(headers: HeadersOfEvent) -> RawHeaders:
    """Return the headers of a message in their order and spelling, without those of the connection."""
    named = _named_by_connection(headers)
    return [
        (name, value)
        for name, value in headers.raw_items()
        if name.lower() not in _HOP_BY_HOP and name.lower() not in named
    ]


def _named_by_connection(headers: Iterable[tuple[bytes, bytes]]) -> set[bytes]:
    values = b",".join(value for name, value in headers if name == b"connection")
    return {one.strip().lower() for one in values.split(b",") if one.strip()}
