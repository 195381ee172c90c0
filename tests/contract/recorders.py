"""The proxy and the replay as servers in a thread, and a raw client that sees every byte."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from pareta_sandbox.http_server import Handler, HttpServer, listen, url_of
from pareta_sandbox.recorder.cassette import Cassette, read
from pareta_sandbox.recorder.proxy import Proxy
from pareta_sandbox.recorder.refusals import refusing_pages
from pareta_sandbox.recorder.replay import Replay
from pareta_sandbox.recorder.report import Report
from pareta_sandbox.recorder.spec_places import load
from pareta_sandbox.recorder.upstream import Upstream

TEST_TIMEOUT = 5.0  # seconds; only a failing test waits so long


@contextlib.contextmanager
def running(make_handler: Callable[[str], Handler]) -> Iterator[str]:
    """Serve in a thread, and give the URL."""
    urls: queue.SimpleQueue[str] = queue.SimpleQueue()
    loops: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def main() -> None:
        stop = asyncio.Event()
        loops.append((asyncio.get_running_loop(), stop))
        listener = listen("127.0.0.1", 0)
        handler = refusing_pages(make_handler(url_of(listener)))
        await HttpServer(handler, listener).serve(urls.put, stop)

    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    try:
        yield urls.get(timeout=TEST_TIMEOUT)
    finally:
        loop, stop = loops[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join()


@contextlib.contextmanager
def proxied(
    upstream: str,
    folder: Path | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    max_body_bytes: int = 10_000_000,
) -> Iterator[tuple[str, Report]]:
    """Yield a proxy to this upstream, and its report, which is complete once the proxy has stopped."""
    report = Report(load(), lambda _: None)
    cassette = None if folder is None else Cassette(folder)
    proxy = Proxy(Upstream.parse(upstream, tls), load(), report, cassette, max_body_bytes=max_body_bytes)
    with running(lambda _: proxy.handle) as url:
        yield url, report


@contextlib.contextmanager
def replayed(folder: Path, speed: float | None = None) -> Iterator[str]:
    """Yield a server that responds from a recording."""
    with running(lambda url: Replay(read(folder), load(), speed, url).handle) as url:
        yield url


class RawClient:
    """One connection on which a test writes and reads bytes itself."""

    def __init__(self, url: str) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self._socket = socket.create_connection((host, int(port)), TEST_TIMEOUT)

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def read_until(self, end: bytes) -> bytes:
        """Read byte by byte, so that nothing after `end` is taken; less if the connection ends before."""
        data = b""
        while not data.endswith(end) and (byte := self._socket.recv(1)):
            data += byte
        return data

    def read_all(self) -> bytes:
        data = b""
        with contextlib.suppress(ConnectionError):
            while chunk := self._socket.recv(65_536):
                data += chunk
        return data

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class ScriptedUpstream:
    """A service that accepts one connection after the other and lets a test play its side."""

    def __init__(
        self, talk: Callable[[socket.socket, bytes], None], tls: ssl.SSLContext | None = None
    ) -> None:
        self._talk = talk
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept)
        self.heads: list[bytes] = []
        self.problems: list[BaseException] = []
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(TEST_TIMEOUT)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                connection.settimeout(TEST_TIMEOUT)
                with connection, contextlib.suppress(OSError):
                    self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True)
        with connection:
            head = b""
            while not head.endswith(b"\r\n\r\n") and (byte := connection.recv(1)):
                head += byte
            self.heads.append(head)
            self._talk(connection, head)
