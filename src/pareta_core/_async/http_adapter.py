"""The only way to the HTTP library: sends one attempt, reads its body, and translates the library's exceptions.

Requests go through a transport of our own, or through the user's `http_client`. That may be of `httpx` or of a library
with the same interface (`httpx2`), so its exceptions are looked up in the library that it comes from. httpx is imported
with the first request.
"""

from __future__ import annotations

import importlib
import math
import sys

# sync-only: import threading
import time
from collections.abc import AsyncIterable, AsyncIterator, Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

# sync-only: from pareta_core import sockets
from pareta_core import config, tls
from pareta_core._async.response_body import AsyncDecodedChunks
from pareta_core.call import ConnectionFailure, Unsendable
from pareta_core.clock import AsyncClock
from pareta_core.config import DEFAULT_CONNECT_TIMEOUT_SECONDS, DEFAULT_TIMEOUT_SECONDS
from pareta_core.content_decoding import ContentDecoder, ContentError, supported_codings
from pareta_core.proxies import ProxyRules
from pareta_core.timeouts import MAX_IDLE, TIMEOUTS, Timeouts, attempt_limit

if TYPE_CHECKING:
    import httpx

    from pareta_core._async.connection_pool import AsyncPooledTransport
    from pareta_wire.operation import FilePart

# A server may close an idle connection at any moment, which is only noticed after a round trip. A request that may not
# be repeated needs one that is surely open.
_MAX_IDLE_UNREPEATABLE_SECONDS = 1.0

# What httpx adds to a request by itself.
_COMMON_HEADERS: dict[str, bytes] = {"accept-encoding": b"gzip, deflate", "connection": b"keep-alive"}
_DEFAULT_LIMITS: dict[str, float | None] = {
    "connect": DEFAULT_CONNECT_TIMEOUT_SECONDS,
    "read": DEFAULT_TIMEOUT_SECONDS,
    "write": DEFAULT_TIMEOUT_SECONDS,
    "pool": DEFAULT_TIMEOUT_SECONDS,
}


class AsyncHTTPAdapter:
    """Sends requests over the user's HTTP client, or over connections of our own.

    Our own belong to the process and the event loop that opened them: a forked child never touches its parent's.
    """

    def __init__(self, http_client: httpx.AsyncClient | None = None) -> None:
        if http_client is not None and not hasattr(http_client, "aclose"):
            raise TypeError(f"http_client must be an httpx.AsyncClient, not {type(http_client).__name__}")
        if http_client is not None:
            from pareta_core.log_redaction import redact_keys_in_logs

            redact_keys_in_logs()
        self._http_client = http_client
        self._transports: dict[object, AsyncPooledTransport] = {}
        self._library: Any = None
        self.owned: bool = http_client is None
        self.closed: bool = False

    @property
    def usable(self) -> bool:
        """Whether requests can be sent: neither the adapter nor the user's client is closed."""
        return not self.closed and (self._http_client is None or not self._http_client.is_closed)

    def attempt_limit(self, timeout: float | httpx.Timeout | None) -> float:
        """Return the seconds within which a whole response has to arrive; infinite if only each wait is limited.

        Args:
            timeout: In seconds, or an `httpx.Timeout`; None is the default, or that of the user's client.
        """
        return attempt_limit(timeout, DEFAULT_TIMEOUT_SECONDS if self.owned else math.inf)

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, bytes],
        query: list[tuple[str, str]] | None = None,
        content: bytes | AsyncIterable[bytes] | None = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, FilePart] | None = None,
        timeout: float | httpx.Timeout | None = None,
        seconds_left: float = math.inf,
        repeatable: bool = True,
        without_credentials: bool = False,
    ) -> httpx.Response:
        """Send a request once and return its response, whose body is not read yet.

        Args:
            method: The HTTP method.
            url: The whole URL.
            headers: Names in lower case.
            query: Query parameters to add to the URL.
            content: The body.
            form: Fields of a form, sent with `files`.
            files: Files of a multipart form.
            timeout: In seconds, or an `httpx.Timeout`; None is the default, or that of the user's client.
            seconds_left: Until the deadline, which also holds for reading the body.
            repeatable: Whether a second attempt does no harm. If not, the connection is surely open.
            without_credentials: Leave out the credentials and cookies of the user's client.

        Raises:
            ConnectionFailure: There is no response.
            Unsendable: The request cannot be sent; nothing was.
        """
        if self.closed:
            raise Unsendable("this client is closed")
        library = self._library = self._library or _library_of(self._http_client)
        body: dict[str, Any] = {"content": content}
        if query:
            body["params"] = query
        if files is not None:
            body["data"] = form
            body["files"] = {
                name: (part.filename, part.content, part.media_type) for name, part in files.items()
            }
        try:
            if self._http_client is None:
                limits = _limits(library, timeout, seconds_left)
                request = library.Request(
                    method,
                    url,
                    headers=_pairs({**_COMMON_HEADERS, **headers}),
                    extensions={
                        "timeout": limits,
                        TIMEOUTS: Timeouts(limits, time.monotonic() + seconds_left),
                        MAX_IDLE: math.inf if repeatable else _MAX_IDLE_UNREPEATABLE_SECONDS,
                    },
                    **body,
                )
                return await self._send_owned(request)
            client = self._http_client
            limits = _limits(library, client.timeout if timeout is None else timeout, seconds_left)
            extensions: dict[str, Any] = {"timeout": limits}
            if without_credentials:
                request = library.Request(
                    method, url, headers=_pairs({**_COMMON_HEADERS, **headers}), extensions=extensions, **body
                )
            else:
                request = client.build_request(
                    method, url, headers=_pairs(headers), extensions=extensions, **body
                )
            # (auth=None: httpx would put the credentials of the user's client over the key.)
            # async-only: begin
            with _time_limit(seconds_left, request.extensions):
                return await client.send(request, stream=True, follow_redirects=False, auth=None)
            # async-only: end
            # sync-only: return client.send(request, stream=True, follow_redirects=False, auth=None)
        except library.InvalidURL as error:
            raise Unsendable(str(error)) from error
        except RuntimeError as error:
            if self.usable:
                raise
            # The user closed their client meanwhile. httpx says so before it sends; anything else came later.
            sent = not str(error).startswith("Cannot send a request")
            raise ConnectionFailure("this client is closed", sent=sent, timed_out=False) from error
        except library.RequestError as error:
            raise self._failure(error) from error

    async def _send_owned(self, request: httpx.Request) -> httpx.Response:
        from pareta_core._async.connection_pool import client_is_patched

        transport, library = self._transport(), self._library
        if client_is_patched():
            # A library that watches httpx clients gets one to watch.
            client: httpx.AsyncClient = library.AsyncClient(transport=transport, trust_env=False)
            return await client.send(request, stream=True, follow_redirects=False, auth=None)
        response = await transport.handle_async_request(request)
        response.request = request
        return response

    def _transport(self) -> AsyncPooledTransport:
        """Return the transport of this process and its event loop."""
        home = AsyncClock.home()
        transport = self._transports.get(home)
        if transport is None:
            from pareta_core._async.connection_pool import AsyncPooledTransport

            self._forget_ended_loops()  # async-only
            library = self._library
            try:
                proxies = ProxyRules(config.proxy_variables())
            except ValueError as error:
                raise Unsendable(str(error)) from error
            # Of two threads that get here at once one makes a transport for nothing; it has no connections to close.
            transport = self._transports.setdefault(
                home, AsyncPooledTransport(lambda: tls.trusted(library), proxies)
            )
        return transport

    # async-only: begin
    def _forget_ended_loops(self) -> None:
        homes: list[Any] = list(self._transports)
        for home in homes:
            if getattr(home[1], "is_closed", bool)():
                self._transports.pop(home, None)

    # async-only: end
    def restart_timeouts(
        self, response: httpx.Response, *, stall_timeout: float, seconds_left: float, keep_read: bool
    ) -> None:
        """Replace the limits of the head of a stream by those of the rest.

        Args:
            response: The response, whose body has not been read yet.
            stall_timeout: The longest wait for the next event, in seconds.
            seconds_left: Until the deadline of the stream.
            keep_read: Whether the limit of a read stays if it is shorter.
        """
        try:
            extensions = response.request.extensions
        except RuntimeError:
            return  # a client for tests may return a response without its request
        # The user's client reads its limits again where the body begins. Ours are in the same mapping.
        timeouts = extensions.get(TIMEOUTS) or Timeouts(extensions.get("timeout", {}))
        timeouts.restart_for_stream(stall_timeout, seconds_left, keep_read=keep_read)

    def chunks(self, response: httpx.Response) -> AsyncIterator[bytes]:
        """Return an iterator over the body, decompressed, as its chunks arrive."""
        coding = response.headers.get("content-encoding")
        codings = supported_codings(coding) if coding else []
        # (A client for tests may respond with a body that has been read and decompressed already.)
        if codings is None or not (self.owned or (codings and not response.is_stream_consumed)):
            return response.aiter_bytes()
        raw: Any = response.stream if self.owned else response.aiter_raw()
        chunks: AsyncIterator[bytes] = aiter(raw)
        return AsyncDecodedChunks(chunks, ContentDecoder(codings)) if codings else chunks

    async def next_chunk(self, chunks: AsyncIterator[bytes], seconds_left: float = math.inf) -> bytes | None:
        """Return the next chunk of a body, or None at its end.

        Args:
            chunks: What `chunks` returned.
            seconds_left: Until the deadline, for a body that the user's client reads. Our own knows it already.

        Raises:
            ConnectionFailure: The body is incomplete.
        """
        try:
            # sync-only: del seconds_left  # in blocking code only the timeouts of the user's client bound a read
            # async-only: begin
            if not self.owned:
                with _time_limit(seconds_left, {}):
                    return await anext(chunks, None)
            # async-only: end
            return await anext(chunks, None)
        except ContentError as error:
            raise ConnectionFailure(str(error), sent=True, timed_out=False) from error
        except (self._library.RequestError, self._library.StreamError) as error:
            raise self._failure(error) from error

    async def finish(self, response: httpx.Response, chunks: AsyncIterator[bytes], seconds: float) -> None:
        """Read the rest of a body that should have ended, so that its connection can be used again.

        Give up after a second chunk, or after so many seconds: a new connection costs less than to wait longer.

        Args:
            response: The response.
            chunks: What `chunks` returned for it.
            seconds: How long to wait.
        """
        limit = getattr(response.stream, "limit", None)
        try:
            if self.owned and limit is not None:
                limit(seconds)
                await self._read_two(chunks, seconds)
                return
            await self._read_two(chunks, seconds)  # async-only
            # sync-only: with sockets.shut_down_after(response.extensions.get("network_stream"), seconds):
            # sync-only:     self._read_two(chunks, seconds)
        except ConnectionFailure:
            pass  # Every event was received. The connection is closed instead of used again.

    async def _read_two(self, chunks: AsyncIterator[bytes], seconds: float) -> None:
        if await self.next_chunk(chunks, seconds) is not None:
            await self.next_chunk(chunks, seconds)

    def abandon(self, home: object, response: httpx.Response) -> None:
        """Release the connection of a response that is garbage-collected, from whatever thread that happens in.

        Args:
            home: What `AsyncClock.home` returned where the response was received.
            response: The response.
        """
        AsyncClock.run_soon(home, response.aclose)  # async-only
        # sync-only: if home != Clock.home():
        # sync-only:     return  # a parent process still uses it
        # sync-only: if self.owned:
        # sync-only:     response.close()
        # sync-only: else:
        # sync-only:     # The collector may run while this thread holds the lock of the user's pool.
        # sync-only:     threading.Thread(target=response.close, daemon=True).start()

    def _failure(self, error: Exception) -> ConnectionFailure:
        library = self._library
        unsent = (
            library.ConnectError,
            library.ConnectTimeout,
            library.PoolTimeout,
            library.ProxyError,
            library.UnsupportedProtocol,
        )
        return ConnectionFailure(
            f"{type(error).__name__}: {error}" if str(error) else type(error).__name__,
            sent=not isinstance(error, unsent),
            timed_out=isinstance(error, library.TimeoutException),
            permanent=_is_untrusted(error),
        )

    async def aclose(self) -> None:
        """Close our own connections, not the user's client. Safe to call again."""
        self.closed = True
        transport = self._transports.pop(AsyncClock.home(), None)
        if transport is not None:
            await transport.aclose()


# async-only: begin
@contextmanager
def _time_limit(seconds: float, extensions: dict[str, Any]) -> Generator[None]:
    """Bound what the user's client does meanwhile. (In blocking code only its own timeouts can.)

    Args:
        seconds: The bound.
        extensions: Those of the request. The `trace` of httpx tells whether it may have been sent.
    """
    if seconds == math.inf:
        yield
        return
    import anyio

    sent = True

    async def trace(event: str, _: object) -> None:
        nonlocal sent
        if event.endswith("connect_tcp.started"):
            sent = False
        elif event.endswith("send_request_headers.started"):
            sent = True

    extensions["trace"] = trace
    try:
        with anyio.fail_after(seconds):
            yield
    except TimeoutError as error:
        raise ConnectionFailure("the deadline passed", sent=sent, timed_out=True) from error


# async-only: end
def _pairs(headers: Mapping[str, bytes]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value) for name, value in headers.items()]


def _is_untrusted(error: BaseException | None) -> bool:
    """Tell whether a connection failed because the server's certificate is not trusted."""
    import ssl  # which the HTTP library has loaded already

    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _limits(
    library: Any, timeout: float | httpx.Timeout | None, seconds_left: float
) -> dict[str, float | None]:
    """Return the four limits of a timeout, none longer than what is left until the deadline."""
    limits: Mapping[str, float | None] = (
        _DEFAULT_LIMITS if timeout is None else library.Timeout(timeout).as_dict()
    )
    if seconds_left == math.inf:
        return dict(limits)
    return {
        phase: seconds_left if limit is None else min(limit, seconds_left) for phase, limit in limits.items()
    }


def _library_of(client: object) -> Any:
    """Return the module that a user's client comes from: `httpx`, or one with the same interface."""
    if client is not None:
        for ancestor in type(client).__mro__:
            module = sys.modules.get(ancestor.__module__.partition(".")[0])
            if hasattr(module, "RequestError") and hasattr(module, "AsyncClient"):
                return module
    return importlib.import_module("httpx")
