"""The connection pool: the only module that imports the HTTP library, and only once the first request is made.

Its exceptions are translated here and nowhere else. A user's own client may be of `httpx` or of a library with
the same interface (`httpx2`): the exceptions are looked up in the library that the client comes from.
"""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pareta_core._async.keep_alive import AsyncKeepAlive
from pareta_core.call import ConnectionLost, Unsendable
from pareta_core.clock import AsyncClock
from pareta_core.config import DEFAULT_CONNECT_TIMEOUT_SECONDS, DEFAULT_TIMEOUT_SECONDS
from pareta_core.sockets import Wakeable, keep_alive

# sync-only: from pareta_core.sockets import wake

if TYPE_CHECKING:
    import httpx

    from pareta_wire.operation import FilePart


class AsyncPool:
    """Holds the connections: in a user's own HTTP client, or in one that is made at the first request.

    One of our own is made anew in each process and each event loop that the pool is used from, since connections
    belong to where they were made: a forked child never touches its parent's.
    """

    def __init__(self, http_client: httpx.AsyncClient | None = None) -> None:
        if http_client is not None and not hasattr(http_client, "aclose"):
            raise TypeError(f"http_client must be an httpx.AsyncClient, not {type(http_client).__name__}")
        self._given = http_client
        self._made: dict[object, httpx.AsyncClient] = {}
        self._library: Any = None
        self._wakeable: Iterable[Wakeable] = ()
        self.owned: bool = http_client is None
        self.closed: bool = False

    def _open(self) -> httpx.AsyncClient:
        if self.closed:
            raise Unsendable("this client is closed")
        if self._library is None:
            self._library = _library_of(self._given)
        if self._given is not None:
            return self._given
        home = AsyncClock.home()
        client = self._made.get(home)
        if client is None:
            self._forget_ended_loops()  # async-only
            # Of two threads that come here at once one makes a client for nothing; it has no connections to close.
            client = self._made.setdefault(home, self._new_client())
        return client

    # async-only: begin
    def _forget_ended_loops(self) -> None:
        homes: list[Any] = list(self._made)
        for home in homes:
            if getattr(home[1], "is_closed", bool)():
                self._made.pop(home, None)

    # async-only: end
    def _new_client(self) -> httpx.AsyncClient:
        try:
            client: httpx.AsyncClient = self._library.AsyncClient(timeout=default_timeout(self._library))
        except (OSError, ImportError, ValueError) as error:
            # The environment asks for what is not there: a certificate file, a proxy that needs another package.
            raise Unsendable(f"no connection can be opened: {error}") from error
        self._wakeable = keep_alive(client, AsyncKeepAlive)
        return client

    @property
    def usable(self) -> bool:
        """Whether requests can be sent: neither the pool nor the user's client has been closed."""
        return not self.closed and (self._given is None or not self._given.is_closed)

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
        at_most: float = math.inf,
        bare: bool = False,
    ) -> httpx.Response:
        """One attempt, up to the head of the answer. Raises `ConnectionLost`, `Unsendable`.

        `bare` sends no credentials, whoever would add them: neither the user's HTTP client nor its cookies.

        `at_most` is what is left of a deadline, in seconds: no part of the timeout is longer.
        """
        client = self._open()
        extra: dict[str, Any] = {}
        if at_most < math.inf:
            extra["timeout"] = _capped(self._library, client.timeout if timeout is None else timeout, at_most)
        elif timeout is not None:
            extra["timeout"] = timeout
        if query:
            extra["params"] = query
        if files is not None:
            extra["data"] = form
            extra["files"] = {
                name: (part.filename, part.content, part.media_type) for name, part in files.items()
            }
        try:
            request = client.build_request(
                method,
                url,
                headers=[(name.encode(), value) for name, value in headers.items()],
                content=content,
                **extra,
            )
            if bare:
                for name in ("authorization", "x-api-key", "cookie"):
                    request.headers.pop(name, None)
            # (auth=None: httpx would put a user client's own over the key.)
            return await client.send(request, stream=True, follow_redirects=False, auth=None)
        except self._library.InvalidURL as error:
            raise Unsendable(str(error)) from error
        except self._library.RequestError as error:
            raise self._translated(error) from error

    async def next_chunk(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        """The next piece of a body, as it arrives; None at its end. Raises `ConnectionLost`."""
        try:
            return await anext(chunks, None)
        except (self._library.RequestError, self._library.StreamError) as error:
            raise self._translated(error) from error

    def _translated(self, error: Exception) -> ConnectionLost:
        library = self._library
        unsent = (
            library.ConnectError,
            library.ConnectTimeout,
            library.PoolTimeout,
            library.ProxyError,
            library.UnsupportedProtocol,
            library.LocalProtocolError,
        )
        return ConnectionLost(
            f"{type(error).__name__}: {error}" if str(error) else type(error).__name__,
            sent=not isinstance(error, unsent),
            timed_out=isinstance(error, library.TimeoutException),
            hopeless=_distrusts(error),
        )

    async def aclose(self) -> None:
        """Closes the connections, unless the client is the user's own. May be called again."""
        self.closed = True
        # sync-only: for stream in list(self._wakeable):
        # sync-only:     wake(stream)
        client = self._made.pop(AsyncClock.home(), None)
        if client is not None:
            await client.aclose()


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


def _capped(library: Any, timeout: float | httpx.Timeout, at_most: float) -> httpx.Timeout:
    parts: dict[str, float | None] = library.Timeout(timeout).as_dict()
    capped: httpx.Timeout = library.Timeout(
        **{name: at_most if part is None else min(part, at_most) for name, part in parts.items()}
    )
    return capped


def _library_of(client: object) -> Any:
    """The module whose client this is: `httpx`, or the one that the user's client's classes come from."""
    if client is not None:
        for ancestor in type(client).__mro__:
            module = sys.modules.get(ancestor.__module__.partition(".")[0])
            if hasattr(module, "RequestError") and hasattr(module, "AsyncClient"):
                return module
    return importlib.import_module("httpx")
