# Mirrored from src/pareta_core/_async/http11.py by codegen/mirror.py; do not edit.
"""One HTTP/1.1 connection: h11 writes the request and reads the head of the response, `bodies` reads the body.

Uses only what httpcore, h11 and httpx document. Loaded with the first request.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

import h11
import httpcore
import httpx

from pareta_core import sockets
from pareta_core.bodies import BodyError, BodyReader, body_reader
from pareta_core.response_heads import why_not_http

if TYPE_CHECKING:
    from typing import Self

    from pareta_core.proxies import Proxy
    from pareta_core.timeouts import Timeouts

_READ_BYTES = 32 * 1024
_WRITE_BYTES = 64 * 1024
_MAX_HEAD_BYTES = 100 * 1024
_ERRORS: dict[type[Exception], type[httpx.TransportError]] = {
    getattr(httpcore, name): getattr(httpx, name)
    for name in (
        "ConnectError",
        "ConnectTimeout",
        "LocalProtocolError",
        "PoolTimeout",
        "ProxyError",
        "ReadError",
        "ReadTimeout",
        "RemoteProtocolError",
        "UnsupportedProtocol",
        "WriteError",
        "WriteTimeout",
    )
}


def as_httpx_error(error: Exception, otherwise: type[httpx.TransportError]) -> httpx.TransportError:
    """Return the exception that httpx raises for this one of httpcore, h11, `bodies` or the operating system.

    Args:
        error: The exception.
        otherwise: The class for an exception without a counterpart.
    """
    if isinstance(error, httpx.TransportError):
        return error
    if isinstance(error, TimeoutError):
        return httpx.ReadTimeout(str(error))
    if isinstance(error, (BodyError, h11.RemoteProtocolError)):
        return httpx.RemoteProtocolError(str(error))
    if isinstance(error, h11.LocalProtocolError):
        return httpx.LocalProtocolError(str(error))
    return _ERRORS.get(type(error), otherwise)(str(error))


class Connection:
    """An open connection, which carries one request at a time."""

    def __init__(self, stream: httpcore.NetworkStream, *, forwarding_proxy: Proxy | None = None) -> None:
        """Take an open stream.

        Args:
            stream: It leads to the server, through a tunnel if need be, or to `forwarding_proxy`.
            forwarding_proxy: Forwards requests for `http://` URLs, which name the whole URL then.
        """
        self.stream = stream
        self.idle_since: float = math.inf
        self._proxy = forwarding_proxy
        self._process = os.getpid()

    def is_open(self) -> bool:
        """Return whether an idle connection can still be used: one that has something to read was closed."""
        return not self.stream.get_extra_info("is_readable")

    def send(self, request: httpx.Request, timeouts: Timeouts) -> tuple[h11.Response, BodyReader, bytes]:
        """Send a request and read the head of its response.

        Returns:
            The head, the reader of the body, and the bytes that followed the head.
        """
        machine = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEAD_BYTES)
        # (A server may refuse a request before it has read it whole. Its response says why.)
        with suppress(httpcore.WriteError):
            self._write(machine, request, timeouts)
        while True:
            event = machine.next_event()
            if event is h11.NEED_DATA:
                problem = why_not_http(machine.trailing_data[0])
                if problem is not None:
                    raise httpx.RemoteProtocolError(problem)
                data = self.stream.read(_READ_BYTES, timeout=timeouts.seconds("read"))
                if not data:
                    raise httpx.RemoteProtocolError("the server closed the connection without a response")
                machine.receive_data(data)
            elif isinstance(event, h11.Response):
                body = body_reader(request.method, event.status_code, event.headers)
                return event, body, machine.trailing_data[0]
            elif not isinstance(event, h11.InformationalResponse):
                raise httpx.RemoteProtocolError("the server switched to another protocol")

    def _write(self, machine: h11.Connection, request: httpx.Request, timeouts: Timeouts) -> None:
        target, headers = request.url.raw_path, request.headers.raw
        if self._proxy is not None:
            target = str(request.url).encode("ascii")
            if self._proxy.authorization is not None:
                headers = [*headers, (b"Proxy-Authorization", self._proxy.authorization)]
        head = h11.Request(method=request.method.encode("ascii"), target=target, headers=headers)
        buffered, size = [machine.send(head) or b""], 0
        assert isinstance(request.stream, httpx.SyncByteStream)
        chunks = iter(request.stream)
        try:
            for chunk in chunks:
                buffered.append(machine.send(h11.Data(data=chunk)) or b"")
                size += len(chunk)
                if size >= _WRITE_BYTES:
                    self._write_all(b"".join(buffered), timeouts)
                    buffered.clear()
                    size = 0
        finally:
            # A generator that is left in the middle must not be left to the collector.
            close: Callable[[], None] | None = getattr(chunks, "close", None)
            if close is not None:
                close()
        buffered.append(machine.send(h11.EndOfMessage()) or b"")
        self._write_all(b"".join(buffered), timeouts)

    def _write_all(self, data: bytes, timeouts: Timeouts) -> None:
        # A server that takes a long body slowly would keep one write going beyond its limit.
        for begin in range(0, len(data), _WRITE_BYTES):
            self.stream.write(data[begin : begin + _WRITE_BYTES], timeout=timeouts.seconds("write"))

    def close(self) -> None:
        """Close the connection, even while the caller is being cancelled or another thread reads."""
        if self._process == os.getpid():
            sockets.shut_down(self.stream)
        self.stream.close()


class _Release(Protocol):
    def __call__(self, connection: Connection, *, reusable: bool) -> None: ...


class ResponseBody(httpx.SyncByteStream):
    """The body of a response. Closing it releases its connection."""

    def __init__(
        self,
        connection: Connection,
        body: BodyReader,
        received: bytes,
        timeouts: Timeouts,
        release: _Release,
    ) -> None:
        self._connection = connection
        self._body = body
        self._received = received
        self._timeouts = timeouts
        self._release: _Release | None = release

    def limit(self, seconds: float) -> None:
        """Set a deadline for the rest of the body, in seconds from now."""
        self._timeouts.deadline = min(self._timeouts.deadline, time.monotonic() + seconds)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        body = self._body
        try:
            while not body.complete:
                data, self._received = self._received, b""
                if not data:
                    data = self._connection.stream.read(_READ_BYTES, timeout=self._timeouts.seconds("read"))
                found = body.feed(data) if data else body.end()
                if found:
                    return found
        except (httpcore.NetworkError, httpcore.TimeoutException, BodyError, OSError) as error:
            raise as_httpx_error(error, httpx.ReadError) from error
        raise StopIteration

    def close(self) -> None:
        """Release the connection, wherever reading stopped. Safe to call again."""
        release, self._release = self._release, None
        if release is not None:
            release(self._connection, reusable=self._body.complete and not self._body.excess)
