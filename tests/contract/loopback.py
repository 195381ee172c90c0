"""Servers on loopback whose connections are not plain ones, and one program run by each kind of client."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Self, TypeAlias

import anyio
import anyio.from_thread
import anyio.to_thread
import h2.config
import h2.connection
import h2.errors
import h2.events
import httpx
import trustme

import parallel
import pareta
from pareta_core import SDKError
from tests.support import MESSAGES, PARALLEL_KEY, PARETA_KEY, AsyncFakeClock, FakeClock, chunk, run

TEST_TIMEOUT = 5.0  # seconds; only a failing test waits so long
MODELS: dict[str, Any] = {"object": "list", "data": []}
TOKENS = chunk("a") + chunk("b") + b"data: [DONE]\n\n"
JSON, SSE = "application/json", "text/event-stream"


# --- servers


class Server:
    """Accepts connections and talks to each in a thread of its own, over TLS where it has a context."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.connections = 0
        self.heads: list[str] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def _accept(self) -> None:
        with suppress(OSError):  # the listener is closed
            while True:
                line, _ = self._listener.accept()
                self.connections += 1
                self._threads.append(threading.Thread(target=self._serve, args=(line,), daemon=True))
                self._threads[-1].start()

    def _serve(self, line: socket.socket) -> None:
        line.settimeout(TEST_TIMEOUT)
        with line, suppress(OSError):
            if self._tls is None:
                self.talk(line)
            else:
                with self._tls.wrap_socket(line, server_side=True) as secure:
                    self.talk(secure)

    def talk(self, line: socket.socket) -> None:
        """Respond to one request after the other."""
        while head := self.head_of_request(line):
            kind, content = answer_to(head)
            fields = f"content-type: {kind}\r\ncontent-length: {len(content)}\r\n"
            line.sendall(f"HTTP/1.1 200 OK\r\n{fields}\r\n".encode() + content)

    def head_of_request(self, line: socket.socket) -> str:
        """Return the head of the next request, whose body is read too; nothing where there is none."""
        data = b""
        while b"\r\n\r\n" not in data:
            if not (piece := line.recv(65_536)):
                return ""
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        while len(body) < length:
            body += line.recv(65_536)
        self.heads.append(head.decode())
        return self.heads[-1]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *exc: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(TEST_TIMEOUT)


def answer_to(head: str) -> tuple[str, bytes]:
    """Return what the services say, as far as these tests ask: content type and body."""
    if "/chat/completions" in head:
        return SSE, TOKENS
    return JSON, json.dumps(run() if "/tasks/" in head else MODELS).encode()


class Http2Server(Server):
    """Speaks HTTP/2. `mood` says what it does with a stream of tokens: "whole", "endless", "reset" in the middle."""

    def __init__(self, ca: trustme.CA) -> None:
        context = serving(ca)
        context.set_alpn_protocols(["h2"])
        super().__init__(context)
        self.mood = "whole"

    def talk(self, line: socket.socket) -> None:
        """Serve one connection with all its streams."""
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        paths: dict[int, str] = {}
        line.sendall(connection.data_to_send())
        while data := line.recv(65_536):
            for found in connection.receive_data(data):
                if isinstance(found, h2.events.RequestReceived):
                    fields = {bytes(name): bytes(value) for name, value in found.headers or ()}
                    paths[found.stream_id or 0] = fields[b":path"].decode()
                elif isinstance(found, h2.events.StreamEnded):
                    self._answer(connection, found.stream_id or 0, paths[found.stream_id or 0])
            line.sendall(connection.data_to_send())

    def _answer(self, connection: h2.connection.H2Connection, stream_id: int, path: str) -> None:
        self.heads.append(path)
        kind, content = answer_to(path)
        whole = kind == JSON or self.mood == "whole"
        if self.mood == "reset, unanswered":
            connection.reset_stream(stream_id, h2.errors.ErrorCodes.INTERNAL_ERROR)
            return
        connection.send_headers(stream_id, [(":status", "200"), ("content-type", kind)])
        connection.send_data(stream_id, content if whole else chunk("a"), end_stream=whole)
        if kind == SSE and self.mood == "reset":
            connection.reset_stream(stream_id, h2.errors.ErrorCodes.INTERNAL_ERROR)


class QuietServer(Server):
    """Streams all tokens, and never ends the body of its first response. `left` says that the client did not wait."""

    def __init__(self) -> None:
        super().__init__()
        self.left = threading.Event()

    def talk(self, line: socket.socket) -> None:
        while self.head_of_request(line):
            line.sendall(
                b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
            )
            line.sendall(b"%x\r\n%b\r\n" % (len(TOKENS), TOKENS))
            if len(self.heads) > 1:
                line.sendall(b"0\r\n\r\n")
            elif not line.recv(1):
                self.left.set()
                return


class TunnelProxy(Server):
    """A proxy for https: opens tunnels, for whoever has the right password if there is one."""

    def __init__(self, password: str | None = None, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(tls)
        self._password = password

    def talk(self, line: socket.socket) -> None:
        """Ask for the password, then pass bytes on in both directions until one side has no more."""
        head = self.head_of_request(line)
        given = head.lower().partition("proxy-authorization: basic ")[2].partition("\r\n")[0]
        asked = base64.b64encode(f"user:{self._password}".encode()).decode().lower()
        if self._password is not None and given != asked:
            line.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")
            return
        host, _, port = head.split()[1].partition(":")
        with socket.create_connection((host, int(port))) as target:
            target.settimeout(TEST_TIMEOUT)
            line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=hand_on, args=(target, line), daemon=True)
            back.start()
            hand_on(line, target)
            back.join(TEST_TIMEOUT)


class SocksProxy(Server):
    """A SOCKS5 proxy (RFC 1928) without a password."""

    def talk(self, line: socket.socket) -> None:
        line.recv(65_536)
        line.sendall(b"\x05\x00")
        request = line.recv(65_536)
        self.heads.append(request.hex())
        port = int.from_bytes(request[-2:], "big")
        with socket.create_connection(("127.0.0.1", port)) as target:
            target.settimeout(TEST_TIMEOUT)
            line.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
            back = threading.Thread(target=hand_on, args=(target, line), daemon=True)
            back.start()
            hand_on(line, target)
            back.join(TEST_TIMEOUT)


def hand_on(source: socket.socket, target: socket.socket) -> None:
    """Copy bytes until the source has no more."""
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def serving(ca: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    """Return a server's context with a certificate for this name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(name).configure_cert(context)  # pyright: ignore[reportUnknownMemberType]
    return context


# --- one program, run by each kind of client


class Sync:
    """Runs a program with the sync clients."""

    Http: Any = httpx.Client

    @staticmethod
    def run(api: str, url: str, program: Callable[[Any], list[Any]], **settings: Any) -> list[Any]:
        kind: Any = {"pareta": pareta.Pareta, "parallel": parallel.Parallel}[api]
        with kind(api_key=KEYS[api], base_url=url, **settings) as client:
            client.wire.clock = FakeClock()
            found = program(client)
            http = settings.get("http_client")
            if http is not None:
                http.close()
            return found


class Async:
    """Runs the same program with the async clients: every call that it makes is awaited behind its back."""

    Http: Any = httpx.AsyncClient

    def __init__(self, backend: str) -> None:
        self._backend = backend

    def run(self, api: str, url: str, program: Callable[[Any], list[Any]], **settings: Any) -> list[Any]:
        async def main() -> list[Any]:
            kind: Any = {"pareta": pareta.AsyncPareta, "parallel": parallel.AsyncParallel}[api]
            async with kind(api_key=KEYS[api], base_url=url, **settings) as client:
                client.wire.clock = AsyncFakeClock()
                found = await anyio.to_thread.run_sync(program, Awaited(client))
                http = settings.get("http_client")
                if http is not None:
                    await http.aclose()
                return found

        return anyio.run(main, backend=self._backend)


class Awaited:
    """An async object seen from a worker thread: what it gives to await is awaited in the event loop."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, {"close": "aclose"}.get(name, name))
        if name in {"chat", "completions", "endpoints", "evals", "models", "sets", "task_run", "wire"}:
            return Awaited(found) if name != "wire" else found

        def call(*args: Any, **kwargs: Any) -> Any:
            return _given(anyio.from_thread.run(lambda: found(*args, **kwargs)))

        return call

    def __iter__(self) -> Iterator[Any]:
        with suppress(StopAsyncIteration):
            while True:
                yield anyio.from_thread.run(self._inner.__anext__)


def _given(found: Any) -> Any:
    return Awaited(found) if hasattr(found, "__anext__") else found


KEYS = {"pareta": PARETA_KEY, "parallel": PARALLEL_KEY}
How: TypeAlias = "Sync | Async"


def list_models(client: Any) -> list[Any]:
    return [len(client.models.list())]


def stream_tokens(client: Any) -> list[Any]:
    chunks = client.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True)
    return [each.choices[0].delta.content for each in chunks]


def create_a_run(client: Any) -> list[Any]:
    return [client.task_run.create(input="a", processor="base").run_id]


def failing(call: Callable[[Any], object]) -> Callable[[Any], list[Any]]:
    """Return a program that makes a call which fails, and returns the error and the pauses that were made."""

    def program(client: Any) -> list[Any]:
        try:
            call(client)
        except SDKError as error:
            return [error, client.wire.clock.sleeps]
        raise AssertionError("it did not fail")

    return program
