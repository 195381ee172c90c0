# Mirrored from src/pareta_core/_async/http_adapter.py by codegen/mirror.py; do not edit.
"""The connection pool: the only module that imports the HTTP library, and only once the first request is made.

Its exceptions are translated here and nowhere else. A user's own client may be of `httpx` or of a library with
the same interface (`httpx2`): the exceptions are looked up in the library that the client comes from.
"""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pareta_core import tls
from pareta_core._sync.connections import Connections
from pareta_core._sync.keep_alive import KeepAlive
from pareta_core.call import ConnectionFailure, Unsendable
from pareta_core.clock import Clock
from pareta_core.config import DEFAULT_CONNECT_TIMEOUT_SECONDS, DEFAULT_TIMEOUT_SECONDS
from pareta_core.sockets import Wakeable, take_over

if TYPE_CHECKING:
    import httpx

    from pareta_wire.operation import FilePart


class HTTPAdapter:
    """Holds the connections: in a user's own HTTP client, or in one that is made at the first request.

    One of our own is made anew in each process and each event loop that the pool is used from, since connections
    belong to where they were made: a forked child never touches its parent's.
    """

    def __init__(self, http_client: httpx.Client | None = None) -> None:
        if http_client is not None and not hasattr(http_client, "close"):
            raise TypeError(f"http_client must be an httpx.Client, not {type(http_client).__name__}")
        if http_client is not None:
            from pareta_core.log_redaction import redact_keys_in_logs

            redact_keys_in_logs()
        self._given = http_client
        self._made: dict[object, httpx.Client] = {}
        self._library: Any = None
        self._wakeable: set[Wakeable] = set()
        self.owned: bool = http_client is None
        self.closed: bool = False

    def _open(self, url: str) -> httpx.Client:
        if self.closed:
            raise Unsendable("this client is closed")
        if self._library is None:
            self._library = _library_of(self._given)
        if self._given is not None:
            return self._given
        home, secure = Clock.home(), url[:6].lower() == "https:"
        client = self._made.get((home, secure))
        if client is None:
            # Of two threads that come here at once one makes a client for nothing; it has no connections to close.
            client = self._made.setdefault((home, secure), self._new_client(secure))
        return client

    def _new_client(self, secure: bool) -> httpx.Client:
        library = self._library
        try:
            client: httpx.Client = library.Client(
                timeout=default_timeout(library), verify=tls.trusted(library) if secure else tls.untrusting()
            )
        except (OSError, ImportError, ValueError, library.InvalidURL) as error:
            # The environment asks for what is not there: a certificate file, a proxy that needs another package.
            raise Unsendable(f"no connection can be opened: {error}") from error
        take_over(
            client,
            lambda backend: KeepAlive(backend, self._wakeable, lambda: self.closed),
            Connections,
        )
        return client

    @property
    def usable(self) -> bool:
        """Whether requests can be sent: neither the pool nor the user's client has been closed."""
        return not self.closed and (self._given is None or not self._given.is_closed)

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: dict[str, bytes],
        query: list[tuple[str, str]] | None = None,
        content: bytes | Iterable[bytes] | None = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, FilePart] | None = None,
        timeout: float | httpx.Timeout | None = None,
        at_most: float = math.inf,
        without_credentials: bool = False,
    ) -> httpx.Response:
        """One attempt, up to the head of the answer. Raises `ConnectionFailure`, `Unsendable`.

        `without_credentials` sends none: neither those of the user's HTTP client nor its cookies.

        `at_most` is what is left of a deadline, in seconds: no part of the timeout is longer.
        """
        client = self._open(url)
        library = self._library
        content_of: dict[str, Any] = {"content": content}
        if query:
            content_of["params"] = query
        if files is not None:
            content_of["data"] = form
            content_of["files"] = {
                name: (part.filename, part.content, part.media_type) for name, part in files.items()
            }
        try:
            if self.owned or without_credentials:
                # What httpx would merge with a client's own settings is known here, and its way through redirects,
                # cookies and credentials leads nowhere: the transport is asked at once.
                request = library.Request(
                    method,
                    url,
                    headers=[(name.encode(), value) for name, value in (_COMMON | headers).items()],
                    extensions={"timeout": _seconds(library, timeout, at_most)},
                    **content_of,
                )
                if not self.owned:
                    return client.send(request, stream=True, follow_redirects=False, auth=None)
                transport = client._transport_for_url(request.url)  # its own, or that of a proxy
                response = transport.handle_request(request)
                response.request = request
                return response
            if timeout is not None or at_most < math.inf:
                wanted = _seconds(library, client.timeout if timeout is None else timeout, at_most)
                content_of["timeout"] = library.Timeout(**wanted)
            request = client.build_request(
                method, url, headers=[(name.encode(), value) for name, value in headers.items()], **content_of
            )
            # (auth=None: httpx would put a user client's own over the key.)
            return client.send(request, stream=True, follow_redirects=False, auth=None)
        except library.InvalidURL as error:
            raise Unsendable(str(error)) from error
        except RuntimeError as error:
            if self.usable:
                raise
            # The user closed their client meanwhile. It says so before it sends; whatever else this is came later.
            sent = not str(error).startswith("Cannot send a request")
            raise ConnectionFailure("this client is closed", sent=sent, timed_out=False) from error
        except library.RequestError as error:
            raise self._translated(error) from error

    def chunks(self, response: httpx.Response) -> Iterator[bytes]:
        """The pieces of a body as they arrive, unpacked."""
        if self.owned and "content-encoding" not in response.headers:
            return iter(response.stream)  # type: ignore[arg-type]  # which is what this transport gives
        return response.iter_bytes()

    def next_chunk(self, chunks: Iterator[bytes], at_most: float = math.inf) -> bytes | None:
        """The next piece of a body, as it arrives; None at its end. Raises `ConnectionFailure`.

        `at_most` is what is left of a deadline, in seconds.
        """
        try:
            if at_most == math.inf:
                return next(chunks, None)
            with within(at_most):
                return next(chunks, None)
        except (self._library.RequestError, self._library.StreamError) as error:
            raise self._translated(error) from error

    def _translated(self, error: Exception) -> ConnectionFailure:
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
            permanent=_distrusts(error),
        )

    def close(self) -> None:
        """Closes the connections, unless the client is the user's own. May be called again."""
        self.closed = True
        for stream in list(self._wakeable):
            stream.wake()
        home = Clock.home()
        for secure in (True, False):
            client = self._made.pop((home, secure), None)
            if client is not None:
                client.close()


@contextmanager
def within(seconds: float) -> Generator[None]:
    """Allows what is awaited inside so much time in all, however short each wait for a byte is."""
    try:
        with Clock.within(seconds):
            yield
    except TimeoutError as error:
        raise ConnectionFailure("the deadline passed", sent=True, timed_out=True) from error


def _distrusts(error: BaseException | None) -> bool:
    """Whether the server's certificate is what it failed for."""
    import ssl  # the HTTP library has loaded it long since

    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def default_timeout(library: Any) -> httpx.Timeout:
    """60 s for an answer to begin and between its parts, 10 s to connect."""
    timeout: httpx.Timeout = library.Timeout(DEFAULT_TIMEOUT_SECONDS, connect=DEFAULT_CONNECT_TIMEOUT_SECONDS)
    return timeout


# What the HTTP library sends of its own accord.
_COMMON: dict[str, bytes] = {"accept-encoding": b"gzip, deflate", "connection": b"keep-alive"}
_DEFAULT_SECONDS: dict[str, float | None] = {
    "connect": DEFAULT_CONNECT_TIMEOUT_SECONDS,
    "read": DEFAULT_TIMEOUT_SECONDS,
    "write": DEFAULT_TIMEOUT_SECONDS,
    "pool": DEFAULT_TIMEOUT_SECONDS,
}


def _seconds(
    library: Any, timeout: float | httpx.Timeout | None, at_most: float
) -> Mapping[str, float | None]:
    """The four parts of a timeout, none longer than what is left of a deadline."""
    parts = _DEFAULT_SECONDS if timeout is None else library.Timeout(timeout).as_dict()
    if at_most == math.inf:
        return parts
    return {name: at_most if part is None else min(part, at_most) for name, part in parts.items()}


def _library_of(client: object) -> Any:
    """The module whose client this is: `httpx`, or the one that the user's client's classes come from."""
    if client is not None:
        for ancestor in type(client).__mro__:
            module = sys.modules.get(ancestor.__module__.partition(".")[0])
            if hasattr(module, "RequestError") and hasattr(module, "Client"):
                return module
    return importlib.import_module("httpx")
