# Mirrored from src/pareta_core/_async/connect.py by codegen/mirror.py; do not edit.
"""Opening a connection: TCP, a proxy's tunnel where there is one, TLS."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import h11
import httpcore
import httpx

from pareta_core._sync.http11 import Connection
from pareta_core.response_heads import why_not_http
from pareta_core.sockets import socket_options

if TYPE_CHECKING:
    import ssl

    from pareta_core.proxies import Proxy
    from pareta_core.timeouts import Timeouts

_READ_BYTES = 4096


class Origin(NamedTuple):
    """Where requests go: scheme, host and port."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: httpx.URL) -> Origin:
        """Return the origin of a URL."""
        return cls(
            url.scheme, url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80)
        )


class Connector:
    """Opens connections, through a proxy where one is given."""

    def __init__(self, ssl_context: Callable[[], ssl.SSLContext]) -> None:
        self._ssl_context = ssl_context
        self._options = socket_options()
        self._backend = httpcore.SyncBackend()

    def connect(self, origin: Origin, proxy: Proxy | None, timeouts: Timeouts) -> Connection:
        """Open a connection to an origin.

        Raises:
            httpx.ConnectError: The server cannot be reached, or its certificate is not trusted.
            httpx.ConnectTimeout: The connection was not open in time.
            httpx.ProxyError: The proxy cannot be reached, or refused the tunnel.
        """
        host, port = (origin.host, origin.port) if proxy is None else (proxy.host, proxy.port)
        through = f"{proxy}: " if proxy else ""
        try:
            stream = self._backend.connect_tcp(
                host, port, timeout=timeouts.seconds("connect"), socket_options=self._options
            )
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise httpx.ConnectTimeout(f"{through}{error}") from error
        except Exception as error:
            # (A host that IDNA cannot encode is a ValueError, a port that no system has an OverflowError.)
            if proxy is not None:
                raise httpx.ProxyError(f"{proxy} cannot be reached: {error}") from error
            raise httpx.ConnectError(str(error)) from error
        try:
            return self._secure(stream, origin, proxy, timeouts)
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise httpx.ConnectTimeout(f"{through}{error}") from error
        except httpx.TransportError:
            raise
        except Exception as error:
            raise httpx.ConnectError(f"{through}{error}") from error

    def _secure(
        self, stream: httpcore.NetworkStream, origin: Origin, proxy: Proxy | None, timeouts: Timeouts
    ) -> Connection:
        """Do what makes a connection of a TCP stream: TLS to the proxy, the tunnel, TLS to the server."""
        try:
            if proxy is not None and proxy.scheme == "https":
                stream = self._start_tls(stream, proxy.host, timeouts)
            if proxy is not None and origin.scheme == "http":
                return Connection(stream, forwarding_proxy=proxy)
            if proxy is not None:
                _open_tunnel(stream, origin, proxy, timeouts)
            if origin.scheme == "https":
                stream = self._start_tls(stream, origin.host, timeouts)
            return Connection(stream)
        except BaseException:
            Connection(stream).close()
            raise

    def _start_tls(
        self, stream: httpcore.NetworkStream, host: str, timeouts: Timeouts
    ) -> httpcore.NetworkStream:
        context = self._ssl_context()
        context.set_alpn_protocols(["http/1.1"])
        return stream.start_tls(context, host, timeout=timeouts.seconds("connect"))


def _open_tunnel(stream: httpcore.NetworkStream, origin: Origin, proxy: Proxy, timeouts: Timeouts) -> None:
    """Ask a proxy for a tunnel to an origin (RFC 9110, 9.3.6)."""
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    target = f"{host}:{origin.port}".encode("ascii")
    headers = [(b"Host", target), (b"Accept", b"*/*")]
    if proxy.authorization is not None:
        headers.append((b"Proxy-Authorization", proxy.authorization))
    machine = h11.Connection(h11.CLIENT)
    head = machine.send(h11.Request(method=b"CONNECT", target=target, headers=headers)) or b""
    stream.write(head + (machine.send(h11.EndOfMessage()) or b""), timeout=timeouts.seconds("connect"))
    try:
        while not isinstance(event := machine.next_event(), h11.Response):
            if event is h11.NEED_DATA:
                data = stream.read(_READ_BYTES, timeout=timeouts.seconds("connect"))
                if not data:
                    raise httpx.ProxyError(f"{proxy} closed the connection")
                machine.receive_data(data)
                problem = why_not_http(machine.trailing_data[0])
                if problem is not None:
                    raise httpx.ProxyError(f"{proxy} does not speak HTTP: {problem}")
    except h11.RemoteProtocolError as error:
        raise httpx.ProxyError(f"{proxy} does not speak HTTP: {error}") from error
    if not 200 <= event.status_code < 300:
        reason = event.reason.decode("ascii", "replace")
        raise httpx.ProxyError(f"{proxy} refused the tunnel: {event.status_code} {reason}")
