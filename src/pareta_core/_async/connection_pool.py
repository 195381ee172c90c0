"""The HTTP/1.1 transport of a client without an `http_client`: an httpx transport with its own connections.

Connections are handed out and returned in constant time, however many are open. The stock transport sends what ours
cannot: through a SOCKS proxy, and where a library for tests or tracing has patched the stock transport.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

import h11
import httpcore
import httpx

from pareta_core import tls
from pareta_core._async.connect import AsyncConnector, Origin
from pareta_core._async.http11 import AsyncConnection, AsyncResponseBody, as_httpx_error
from pareta_core.bodies import BodyReader
from pareta_core.connect_limiter import ConnectLimiter, ConnectSlot  # async-only
from pareta_core.patches import PatchDetector
from pareta_core.sockets import socket_options
from pareta_core.timeouts import MAX_IDLE, TIMEOUTS, Timeouts

if TYPE_CHECKING:
    import ssl

    from pareta_core.proxies import Proxy, ProxyRules

# Servers close idle connections after 5 s (uvicorn, Node) or more. A request must not cross that close on its way.
_KEEP_ALIVE_SECONDS = 3.0
# A burst leaves so many idle connections at most.
_MAX_IDLE_CONNECTIONS = 100


client_is_patched = PatchDetector(httpx.AsyncClient)
"""Whether a library watches what httpx clients send, or mocks the responses."""
_transport_is_patched = PatchDetector(httpx.AsyncHTTPTransport, httpcore.AsyncConnectionPool)


class _OriginPool:
    """The idle connections to one origin, the one used last at the end."""

    def __init__(self) -> None:
        self.idle = deque[AsyncConnection]()
        self.limiter = ConnectLimiter[AsyncConnection]()  # async-only

    def put(self, connection: AsyncConnection) -> None:
        """Give an idle connection to a caller that waits, or keep it."""
        # async-only: begin
        if self.limiter.offer(connection, self.put):
            return
        # async-only: end
        self.idle.append(connection)


class AsyncPooledTransport(httpx.AsyncBaseTransport):
    """Sends requests over HTTP/1.1. `aclose` also ends the requests that are under way."""

    def __init__(self, ssl_context: Callable[[], ssl.SSLContext], proxies: ProxyRules) -> None:
        """Open nothing yet.

        Args:
            ssl_context: Called when the first `https://` connection is opened.
            proxies: The proxies of the environment.
        """
        self._ssl_context = ssl_context
        self._proxies = proxies
        self._connector = AsyncConnector(ssl_context)
        self._origins: dict[Origin, _OriginPool] = {}
        self._busy: set[AsyncConnection] = set()
        self._stock_transports: dict[object, httpx.AsyncHTTPTransport] = {}
        self._closed = False

    @property
    def connections(self) -> list[AsyncConnection]:
        """The open connections."""
        idle = [list(origin.idle) for origin in list(self._origins.values())]
        return [*list(self._busy), *(connection for each in idle for connection in each)]

    def proxy_of(self, url: httpx.URL) -> Proxy | None:
        """Return the proxy that requests to a URL go through, or None."""
        return self._proxies.proxy_for(*Origin.of(url))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return its response, whose body is not read yet.

        Raises:
            httpx.TransportError: There is no response.
        """
        url = request.url
        if url.scheme not in ("http", "https"):
            raise httpx.UnsupportedProtocol(f"{url.scheme!r} is not a protocol of this client")
        origin = Origin.of(url)
        proxy = self._proxies.proxy_for(*origin)
        max_idle: float = request.extensions.get(MAX_IDLE, math.inf)
        if (proxy and proxy.is_socks) or _transport_is_patched():
            return await self._send_stock(request, proxy, reuse=max_idle == math.inf)
        timeouts: Timeouts = request.extensions.get(TIMEOUTS) or Timeouts(
            request.extensions.get("timeout", {})
        )
        pool = self._origins.get(origin)
        if pool is None:
            await self._prune()
            pool = self._origins.setdefault(origin, _OriginPool())
        connection = await self._connection(origin, proxy, pool, max_idle, timeouts)
        self._busy.add(connection)
        try:
            if self._closed:
                raise httpx.ConnectError("the client was closed")
            head, body, received = await connection.send(request, timeouts)
            return self._response(head, body, received, connection, pool, timeouts)
        except BaseException as error:
            self._busy.discard(connection)
            await connection.aclose()
            if isinstance(
                error, (OSError, httpcore.NetworkError, httpcore.TimeoutException, h11.ProtocolError)
            ):
                raise as_httpx_error(error, httpx.ReadError) from error
            raise

    def _response(
        self,
        head: h11.Response,
        body: BodyReader,
        received: bytes,
        connection: AsyncConnection,
        pool: _OriginPool,
        timeouts: Timeouts,
    ) -> httpx.Response:
        keeps_alive = _keeps_alive(head)

        async def release(connection: AsyncConnection, *, reusable: bool) -> None:
            self._busy.discard(connection)
            if self._closed or not (keeps_alive and reusable):
                await connection.aclose()
                return
            connection.idle_since = time.monotonic()
            pool.put(connection)
            if len(pool.idle) > 1:
                await _close_oldest(pool)

        return httpx.Response(
            head.status_code,
            headers=head.headers.raw_items(),
            stream=AsyncResponseBody(connection, body, received, timeouts, release),
            extensions={
                "http_version": b"HTTP/" + head.http_version,
                "reason_phrase": head.reason,
                "network_stream": connection.stream,
            },
        )

    async def _connection(
        self, origin: Origin, proxy: Proxy | None, pool: _OriginPool, max_idle: float, timeouts: Timeouts
    ) -> AsyncConnection:
        """Return an idle connection, or open one."""
        found = await _take_idle(pool, max_idle)
        if found is not None:
            return found
        # async-only: begin
        try:
            slot = await pool.limiter.acquire(timeouts.seconds("pool"))
        except TimeoutError as error:
            raise httpx.PoolTimeout("no connection could be opened in time") from error
        if slot is None:
            raise httpx.ConnectError("the client was closed")
        if not isinstance(slot, ConnectSlot):
            return slot  # a connection that became idle first
        try:
            return await self._connector.connect(origin, proxy, timeouts)
        finally:
            slot.release()
        # async-only: end
        # sync-only: return self._connector.connect(origin, proxy, timeouts)

    async def _send_stock(
        self, request: httpx.Request, proxy: Proxy | None, *, reuse: bool
    ) -> httpx.Response:
        """Send a request through a transport of httpx. An error of the proxy names it."""
        try:
            stock = self._stock_transport(request.url.scheme, proxy, reuse=reuse)
        except ImportError as error:
            raise httpx.UnsupportedProtocol(f"{proxy} cannot be used: {error}") from error
        try:
            return await stock.handle_async_request(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            if proxy is None:
                raise
            raise type(error)(f"{proxy}: {error}") from error
        except Exception as error:
            if type(error).__module__.partition(".")[0] != "socksio":
                raise
            raise httpx.ProxyError(f"{proxy} does not speak SOCKS: {error}") from error

    def _stock_transport(self, scheme: str, proxy: Proxy | None, *, reuse: bool) -> httpx.AsyncHTTPTransport:
        """Return a transport of httpx for this scheme and proxy, which opens a connection for each request or not."""
        proxy_url = None if proxy is None else proxy.url
        key = scheme, proxy_url, reuse
        if key not in self._stock_transports:
            self._stock_transports[key] = httpx.AsyncHTTPTransport(
                verify=self._ssl_context() if scheme == "https" else tls.untrusting(),
                limits=httpx.Limits(
                    max_connections=None,
                    max_keepalive_connections=_MAX_IDLE_CONNECTIONS if reuse else 0,
                    keepalive_expiry=_KEEP_ALIVE_SECONDS,
                ),
                proxy=proxy_url,
                socket_options=socket_options(),
            )
        return self._stock_transports[key]

    async def _prune(self) -> None:
        """Close the connections to other origins that cannot be used again."""
        for pool in list(self._origins.values()):
            while await _close_oldest(pool):
                pass

    async def aclose(self) -> None:
        """Close every connection. Requests that are under way fail."""
        self._closed = True
        connections = self.connections
        # async-only: begin
        for pool in self._origins.values():
            pool.limiter.close()
        # async-only: end
        self._origins.clear()
        for connection in connections:
            await connection.aclose()
        for transport in list(self._stock_transports.values()):
            await transport.aclose()


def _keeps_alive(head: h11.Response) -> bool:
    """Return whether the connection can carry another request after this response (RFC 9112, 9.3)."""
    if head.http_version < b"1.1":
        return False
    delimited = set[bytes]()
    for name, value in head.headers:
        if name == b"connection" and b"close" in value.lower():
            return False
        if name in (b"transfer-encoding", b"content-length"):
            delimited.add(name)
    return len(delimited) < 2  # both at once may be an attempt to smuggle a response: RFC 9112, 6.3


async def _take_idle(pool: _OriginPool, max_idle: float) -> AsyncConnection | None:
    """Return the connection that was used last, unless it has been idle for too long. Close those that ended."""
    # async-only: begin
    if pool.limiter.has_waiters:
        return None  # they come first
    # async-only: end
    while True:
        try:
            connection = pool.idle.pop()
        except IndexError:
            return None
        idle = time.monotonic() - connection.idle_since
        if idle >= _KEEP_ALIVE_SECONDS or not connection.is_open():
            await connection.aclose()
        elif idle >= max_idle:
            pool.idle.append(connection)  # for a request that may be repeated
            return None
        else:
            return connection


async def _close_oldest(pool: _OriginPool) -> bool:
    """Close the connection that was used longest ago if it ended, expired, or is one too many."""
    try:
        oldest = pool.idle.popleft()
    except IndexError:
        return False  # another thread took it
    expired = time.monotonic() - oldest.idle_since >= _KEEP_ALIVE_SECONDS
    if len(pool.idle) < _MAX_IDLE_CONNECTIONS and not expired and oldest.is_open():
        pool.idle.appendleft(oldest)
        return False
    await oldest.aclose()
    return True
