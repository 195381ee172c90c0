# Mirrored from src/pareta_core/_async/http_adapter.py by codegen/mirror.py; do not edit.
"""The only way to the HTTP library: sends one attempt, reads its body, and translates the library's exceptions.

Requests go through a transport of our own, or through the user's `http_client`. That may be of `httpx` or of a library
with the same interface (`httpx2`), so its exceptions are looked up in the library that it comes from. httpx is imported
with the first request.
"""

from __future__ import annotations

import importlib
import math
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from pareta_core import config, sockets, tls
from pareta_core._sync.response_body import DecodedChunks
from pareta_core.call import ConnectionFailure, Unsendable
from pareta_core.clock import Clock
from pareta_core.config import DEFAULT_CONNECT_TIMEOUT_SECONDS, DEFAULT_TIMEOUT_SECONDS
from pareta_core.content_decoding import ContentDecoder, ContentError, supported_codings
from pareta_core.failures import RequestProgress, connection_failure, find_cause, raised_by_program
from pareta_core.proxies import ProxyRules
from pareta_core.timeouts import MAX_IDLE, TIMEOUTS, Timeouts, attempt_limit

if TYPE_CHECKING:
    import httpx

    from pareta_core._sync.connection_pool import PooledTransport
    from pareta_wire.operation import FilePart

# A server may close an idle connection at any moment, which is only noticed after a round trip. A request that may not
# be repeated needs one that is surely open.
_MAX_IDLE_UNREPEATABLE_SECONDS = 1.0

# What httpx adds to a request by itself.
_COMMON_HEADERS: dict[str, bytes] = {"accept-encoding": b"gzip, deflate", "connection": b"keep-alive"}
# Proxy Authentication Required.
_PROXY_STATUS = 407
_DEFAULT_LIMITS: dict[str, float | None] = {
    "connect": DEFAULT_CONNECT_TIMEOUT_SECONDS,
    "read": DEFAULT_TIMEOUT_SECONDS,
    "write": DEFAULT_TIMEOUT_SECONDS,
    "pool": DEFAULT_TIMEOUT_SECONDS,
}


class HTTPAdapter:
    """Sends requests over the user's HTTP client, or over connections of our own.

    Our own belong to the process and the event loop that opened them: a forked child never touches its parent's.
    """

    def __init__(self, http_client: httpx.Client | None = None) -> None:
        if http_client is not None and not _is_client(http_client):
            kind = "a class" if isinstance(http_client, type) else type(http_client).__name__
            raise TypeError(f"http_client must be an httpx.Client, not {kind}")
        if http_client is not None:
            from pareta_core.log_redaction import redact_keys_in_logs

            redact_keys_in_logs()
        self._http_client = http_client
        self._transports: dict[object, PooledTransport] = {}
        self._library: Any = None
        self.owned: bool = http_client is None
        self.closed: bool = False
        self.uses_proxies: bool = True
        """Whether the proxies that the environment names are used, for connections of our own."""

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

    def effective_timeout(self, timeout: float | httpx.Timeout | None) -> httpx.Timeout:
        """Return the limits of a request as an `httpx.Timeout`, in seconds.

        Args:
            timeout: Those of the settings; None is the default, or that of the user's client.
        """
        client = self._http_client
        library = self._library = self._library or _library_of(client)
        found: httpx.Timeout = (
            client.timeout
            if client is not None and timeout is None
            else library.Timeout(**_limits(library, timeout, math.inf))
        )
        return found

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, bytes],
        query: list[tuple[str, str]] | None = None,
        content: bytes | Iterable[bytes] | None = None,
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
        progress = RequestProgress()
        try:
            extensions = self._extensions(timeout, seconds_left, progress, repeatable=repeatable)
            if self._http_client is None or without_credentials:
                request = library.Request(
                    method, url, headers=_pairs({**_COMMON_HEADERS, **headers}), extensions=extensions, **body
                )
            else:
                request = self._http_client.build_request(
                    method, url, headers=_pairs(headers), extensions=extensions, **body
                )
            transport = self._transport() if self._http_client is None else None
        except Unsendable:
            raise
        except Exception as error:
            if raised_by_program(error) is not None:
                raise
            raise Unsendable(str(error) or type(error).__name__) from error
        try:
            if transport is not None:
                response = self._send_owned(request, transport)
                return self._unless_refused_by_proxy(response, transport)
            return self._send_through_client(request, seconds_left, progress)
        except ConnectionFailure:
            raise
        except Exception as error:
            if isinstance(error, library.HTTPStatusError):
                return _received(library, cast("httpx.HTTPStatusError", error).response)
            variable = find_cause(error, tls.TLSVariableError)
            if variable is not None:
                raise Unsendable(str(variable)) from error
            raise self._failure(error, progress)  # noqa: B904  # it carries its cause

    def _extensions(
        self,
        timeout: float | httpx.Timeout | None,
        seconds_left: float,
        progress: RequestProgress,
        *,
        repeatable: bool,
    ) -> dict[str, Any]:
        library, client = self._library, self._http_client
        if client is not None:
            limits = _limits(library, client.timeout if timeout is None else timeout, seconds_left)
            return {"timeout": limits, "trace": _trace_of(progress)}
        limits = _limits(library, timeout, seconds_left)
        # (Only a transport of httpx, which SOCKS proxies need, calls the trace.)
        return {
            "timeout": limits,
            "trace": _trace_of(progress),
            TIMEOUTS: Timeouts(limits, time.monotonic() + seconds_left),
            MAX_IDLE: math.inf if repeatable else _MAX_IDLE_UNREPEATABLE_SECONDS,
        }

    def _send_through_client(
        self, request: httpx.Request, seconds_left: float, progress: RequestProgress
    ) -> httpx.Response:
        client = self._http_client
        assert client is not None
        # (auth=None: httpx would put the credentials of the user's client over the key.)
        del seconds_left, progress  # in blocking code only the timeouts of the user's client bound it
        return client.send(request, stream=True, follow_redirects=False, auth=None)

    def _send_owned(self, request: httpx.Request, transport: PooledTransport) -> httpx.Response:
        from pareta_core._sync.connection_pool import client_is_patched

        library = self._library
        if client_is_patched():
            # A library that watches httpx clients gets one to watch.
            client: httpx.Client = library.Client(transport=transport, trust_env=False)
            return client.send(request, stream=True, follow_redirects=False, auth=None)
        response = transport.handle_request(request)
        response.request = request
        return response

    def _unless_refused_by_proxy(
        self, response: httpx.Response, transport: PooledTransport
    ) -> httpx.Response:
        """Return the response, unless a proxy sent it in place of the server: 407 (RFC 9110, 15.5.8)."""
        proxy = transport.proxy_of(response.request.url) if response.status_code == _PROXY_STATUS else None
        if proxy is None:
            return response
        self.release(response)
        raise ConnectionFailure(
            f"{proxy} refused the request: {_PROXY_STATUS}, it needs a user name and a password",
            sent=False,
            timed_out=False,
            permanent=True,
            of_proxy=True,
        )

    def _transport(self) -> PooledTransport:
        """Return the transport of this process and its event loop."""
        home = Clock.home()
        transport = self._transports.get(home)
        if transport is None:
            from pareta_core._sync.connection_pool import PooledTransport

            library = self._library
            try:
                proxies = ProxyRules(config.proxy_variables() if self.uses_proxies else {})
            except ValueError as error:
                raise Unsendable(str(error)) from error
            # Of two threads that get here at once one makes a transport for nothing; it has no connections to close.
            transport = self._transports.setdefault(
                home, PooledTransport(lambda: tls.trusted(library), proxies)
            )
        return transport

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

    def chunks(self, response: httpx.Response) -> Iterator[bytes]:
        """Return an iterator over the body, decompressed, as its chunks arrive."""
        headers = response.headers
        codings = supported_codings(headers["content-encoding"]) if "content-encoding" in headers else []
        # (A client for tests may respond with a body that has been read and decompressed already.)
        if codings is None or not (self.owned or (codings and not response.is_stream_consumed)):
            return response.iter_bytes()
        raw: Any = response.stream if self.owned else response.iter_raw()
        chunks: Iterator[bytes] = iter(raw)
        return DecodedChunks(chunks, ContentDecoder(codings)) if codings else chunks

    def next_chunk(self, chunks: Iterator[bytes], seconds_left: float = math.inf) -> bytes | None:
        """Return the next chunk of a body, or None at its end.

        Args:
            chunks: What `chunks` returned.
            seconds_left: Until the deadline, for a body that the user's client reads. Our own knows it already.

        Raises:
            ConnectionFailure: The body is incomplete.
        """
        try:
            del seconds_left  # in blocking code only the timeouts of the user's client bound a read
            return next(chunks, None)
        except ContentError as error:
            raise ConnectionFailure(str(error), sent=True, timed_out=False) from error
        except ConnectionFailure:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, it becomes an error of the SDK
            # (The response has begun, so the request was sent.)
            raise self._failure(error, RequestProgress(sent=True))  # noqa: B904  # it carries its cause

    def release(self, response: httpx.Response) -> None:
        """Release the connection of a response. What a user's transport raises then changes nothing.

        Args:
            response: The response, whose body need not have been read.
        """
        try:
            response.close()
        except Exception as error:
            if raised_by_program(error) is not None:
                raise

    def finish(self, response: httpx.Response, chunks: Iterator[bytes], seconds: float) -> None:
        """Read the rest of a body that should have ended, so that its connection can be used again.

        Give up after a second chunk, or after `seconds`: a new connection costs less than to wait longer.

        Args:
            response: The response.
            chunks: What `chunks` returned for it.
            seconds: How long to wait.
        """
        limit = getattr(response.stream, "limit", None)
        try:
            if self.owned and limit is not None:
                limit(seconds)
                self._read_two(chunks, seconds)
                return
            with sockets.shut_down_after(response.extensions.get("network_stream"), seconds):
                self._read_two(chunks, seconds)
        except ConnectionFailure:
            pass  # Every event was received. The connection is closed instead of used again.

    def _read_two(self, chunks: Iterator[bytes], seconds: float) -> None:
        if self.next_chunk(chunks, seconds) is not None:
            self.next_chunk(chunks, seconds)

    def abandon(self, home: object, response: httpx.Response) -> None:
        """Release the connection of a response that is garbage-collected, from whatever thread that happens in.

        Args:
            home: What `Clock.home` returned where the response was received.
            response: The response.
        """
        if sys.is_finalizing():
            return  # no thread and no task can start anymore, and all connections end
        if home != Clock.home():
            return  # a parent process still uses it
        if self.owned:
            response.close()
        else:
            # The collector may run while this thread holds the lock of the user's pool.
            threading.Thread(target=response.close, daemon=True).start()

    def _failure(self, error: Exception, progress: RequestProgress) -> BaseException:
        """Return the failure that any exception of the HTTP library, or of a transport of the user's, stands for."""
        raised = raised_by_program(error)
        if raised is not None:
            return raised
        failure = connection_failure(self._library, error, progress)
        if isinstance(error, RuntimeError) and not self.usable:
            # The user closed their client meanwhile. httpx says so before it sends; anything else came later.
            sent = not str(error).startswith("Cannot send a request")
            failure = ConnectionFailure("this client is closed", sent=sent, timed_out=False)
            failure.__cause__ = error
        return failure

    def close(self) -> None:
        """Close our own connections, not the user's client. Safe to call again."""
        self.closed = True
        transport = self._transports.pop(Clock.home(), None)
        if transport is not None:
            transport.close()


def _pairs(headers: Mapping[str, bytes]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value) for name, value in headers.items()]


def _trace_of(progress: RequestProgress) -> Any:
    """Return the `trace` extension of httpx that records how far a request came."""

    def trace(event: str, info: Mapping[str, Any]) -> None:
        progress.record(event, info)

    return trace


def _received(library: Any, response: httpx.Response) -> httpx.Response:
    """Return a response that an event hook of the user's client raised for its status (`raise_for_status`).

    The client has closed it, so of its body there is only what the hook has read.
    """
    try:
        content = response.content
    except RuntimeError:  # the hook has not read it
        content = b""
    dropped = ("content-length", "content-encoding", "transfer-encoding")
    headers = [(name, value) for name, value in response.headers.multi_items() if name not in dropped]
    received: httpx.Response = library.Response(
        response.status_code, headers=headers, content=content, request=response.request
    )
    return received


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


def _is_client(value: object) -> bool:
    # (Transports can be closed as well.)
    return all(hasattr(value, name) for name in ("close", "build_request")) and not isinstance(value, type)


def _library_of(client: object) -> Any:
    """Return the module that a user's client comes from: `httpx`, or one with the same interface."""
    if client is not None:
        for ancestor in type(client).__mro__:
            module = sys.modules.get(ancestor.__module__.partition(".")[0])
            if hasattr(module, "RequestError") and hasattr(module, "Client"):
                return module
    return importlib.import_module("httpx")
