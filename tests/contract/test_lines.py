"""Lines that are no plain ones: TLS with a CA of one's own, HTTP/2, proxies, keep-alive. Real sockets on loopback.

Each test runs with the sync client and with the async one under asyncio and trio. Forwarding proxies for plain HTTP
are in test_real_programs.py.
"""

from __future__ import annotations

import base64
import gc
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Self, TypeAlias
from unittest.mock import patch

import anyio
import anyio.from_thread
import anyio.to_thread
import h2.config
import h2.connection
import h2.errors
import h2.events
import httpx
import pytest
import trustme

import parallel
import pareta
from pareta_core import SDKError
from tests.support import MESSAGES, PARALLEL_KEY, PARETA_KEY, AsyncFakeClock, FakeClock, chunk, run

PATIENCE = 5.0  # only a failing test waits for so long
PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
MODELS: dict[str, Any] = {"object": "list", "data": []}
TOKENS = chunk("a") + chunk("b") + b"data: [DONE]\n\n"
JSON, SSE = "application/json", "text/event-stream"

# Where the HTTP library's own generators are dropped before their end, trio says so; no connection hangs on them.
pytestmark = pytest.mark.filterwarnings("ignore:Async generator 'http(x|core):ResourceWarning")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(ca: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The environment says whom to trust."""
    with ca.cert_pem.tempfile() as path:
        monkeypatch.setenv("SSL_CERT_FILE", path)
        yield


def trusting(ca: trustme.CA) -> ssl.SSLContext:
    """A client's context that trusts this CA and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ca.configure_trust(context)  # pyright: ignore[reportUnknownMemberType]
    return context


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
        line.settimeout(PATIENCE)
        with line, suppress(OSError):
            if self._tls is None:
                self.talk(line)
            else:
                with self._tls.wrap_socket(line, server_side=True) as secure:
                    self.talk(secure)

    def talk(self, line: socket.socket) -> None:
        """Answers one request after the other."""
        while head := self.head_of_request(line):
            kind, content = answer_to(head)
            fields = f"content-type: {kind}\r\ncontent-length: {len(content)}\r\n"
            line.sendall(f"HTTP/1.1 200 OK\r\n{fields}\r\n".encode() + content)

    def head_of_request(self, line: socket.socket) -> str:
        """The head of the next request, whose body is read too; nothing where there is none."""
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
            thread.join(PATIENCE)


def answer_to(head: str) -> tuple[str, bytes]:
    """What the services say, as far as these tests ask: content type and body."""
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
        """One connection with all its streams."""
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
    """Streams all tokens, and of its first answer never ends the body. `left` says that the client did not wait."""

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


class Proxy(Server):
    """A proxy for https: opens tunnels, for whoever has the right password if there is one."""

    def __init__(self, password: str | None = None) -> None:
        super().__init__()
        self._password = password

    def talk(self, line: socket.socket) -> None:
        """Asks for the password, then hands bytes on in both directions until one side has no more."""
        head = self.head_of_request(line)
        given = head.lower().partition("proxy-authorization: basic ")[2].partition("\r\n")[0]
        asked = base64.b64encode(f"user:{self._password}".encode()).decode().lower()
        if self._password is not None and given != asked:
            line.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")
            return
        host, _, port = head.split()[1].partition(":")
        with socket.create_connection((host, int(port))) as target:
            target.settimeout(PATIENCE)
            line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=hand_on, args=(target, line), daemon=True)
            back.start()
            hand_on(line, target)
            back.join(PATIENCE)


def hand_on(source: socket.socket, target: socket.socket) -> None:
    """Copies bytes until the source has no more."""
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def serving(ca: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    """A server's context with a certificate for this name."""
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
        if name in {"chat", "completions", "models", "task_run", "wire"}:
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


@pytest.fixture(params=["sync", "asyncio", "trio"])
def how(request: pytest.FixtureRequest) -> How:
    return Sync() if request.param == "sync" else Async(request.param)


def list_models(client: Any) -> list[Any]:
    return [len(client.models.list())]


def stream_tokens(client: Any) -> list[Any]:
    chunks = client.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True)
    return [each.choices[0].delta.content for each in chunks]


def create_a_run(client: Any) -> list[Any]:
    return [client.task_run.create(input="a", processor="base").run_id]


def failing(call: Callable[[Any], object]) -> Callable[[Any], list[Any]]:
    """A program that makes a call which fails: gives the error and the pauses that were made."""

    def program(client: Any) -> list[Any]:
        try:
            call(client)
        except SDKError as error:
            return [error, client.wire.clock.sleeps]
        raise AssertionError("it did not fail")

    return program


# --- TLS


def test_a_ca_of_ones_own_is_trusted_by_ones_own_http_client(how: How, ca: trustme.CA) -> None:
    with Server(serving(ca)) as server:
        http = how.Http(verify=trusting(ca))
        assert how.run("pareta", server.url, list_models, http_client=http) == [0]
        assert how.run("parallel", server.url, create_a_run, http_client=how.Http(verify=trusting(ca)))


@pytest.mark.usefixtures("trusted")
def test_a_ca_of_ones_own_is_trusted_where_the_environment_names_it(how: How, ca: trustme.CA) -> None:
    with Server(serving(ca)) as server:
        assert how.run("pareta", server.url, stream_tokens) == ["a", "b"]


def test_a_ca_that_is_renewed_where_it_was_is_trusted_by_clients_made_after_that(
    how: How, ca: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = tmp_path / "authorities.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    with Server(serving(ca)) as server:
        bundle.write_bytes(trustme.CA().cert_pem.bytes())
        error, _ = how.run("pareta", server.url, failing(list_models))
        assert error.permanent
        bundle.write_bytes(ca.cert_pem.bytes() + b"\n")
        assert how.run("pareta", server.url, list_models) == [0]


def long_wait(client: Any) -> object:
    return client.task_run.result("trun_1")


def events_of_a_run(client: Any) -> object:
    return list(client.task_run.events("trun_1"))


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("api", "call"),
    [
        ("pareta", list_models),
        ("pareta", stream_tokens),
        ("parallel", create_a_run),
        ("parallel", long_wait),
        ("parallel", events_of_a_run),
    ],
)
def test_a_certificate_of_an_unknown_ca_is_named_and_not_tried_again(
    how: How, api: str, call: Callable[[Any], object]
) -> None:
    with Server(serving(trustme.CA())) as server:
        error, sleeps = how.run(api, server.url, failing(call))
        assert server.connections == 1
    assert isinstance(error, (pareta.APIConnectionError, parallel.APIConnectionError))
    assert not isinstance(error, (parallel.OutcomeUnknownError, TimeoutError))
    assert "certificate" in str(error)
    assert sleeps == []


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name_is_named_and_not_tried_again(how: How, ca: trustme.CA) -> None:
    with Server(serving(ca, "api.example.com")) as server:
        error, sleeps = how.run("pareta", server.url, failing(list_models))
    assert isinstance(error, pareta.APIConnectionError)
    assert "certificate" in str(error)
    assert sleeps == []


def test_a_line_that_breaks_in_the_handshake_never_carried_the_request(how: How, trusted: None) -> None:
    class HangsUp(Server):
        def talk(self, line: socket.socket) -> None:
            line.recv(65_536)

    with HangsUp() as server:
        url = server.url.replace("http://", "https://")
        error, sleeps = how.run("parallel", url, failing(create_a_run))
        assert server.connections == 3
    assert isinstance(error, parallel.APIConnectionError)
    assert not isinstance(error, parallel.OutcomeUnknownError)
    assert sleeps == [0.25, 0.5]


# --- HTTP/2


def test_calls_and_streams_share_one_http2_connection(how: How, ca: trustme.CA) -> None:
    def program(client: Any) -> list[Any]:
        return [*list_models(client), *stream_tokens(client), *list_models(client)]

    with Http2Server(ca) as server:
        http = how.Http(http2=True, verify=trusting(ca))
        assert how.run("pareta", server.url, program, http_client=http) == [0, "a", "b", 0]
        assert server.heads == ["/v1/models", "/v1/chat/completions", "/v1/models"]
        assert server.connections == 1


def test_a_stream_that_is_left_early_over_http2_leaves_the_connection_to_others(
    how: How, ca: trustme.CA
) -> None:
    def program(client: Any) -> list[Any]:
        for _ in range(3):
            chunks = client.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True)
            next(iter(chunks))
            chunks.close()
            list_models(client)
        return []

    with Http2Server(ca) as server:
        server.mood = "endless"
        http = how.Http(http2=True, verify=trusting(ca))
        how.run("pareta", server.url, program, http_client=http)
        assert server.connections == 1
        assert len(server.heads) == 6


def test_an_http2_stream_that_the_server_resets_is_an_error_that_keeps_what_came(
    how: How, ca: trustme.CA
) -> None:
    with Http2Server(ca) as server:
        server.mood = "reset"
        http = how.Http(http2=True, verify=trusting(ca))
        error, _ = how.run("pareta", server.url, failing(stream_tokens), http_client=http)
    assert isinstance(error, pareta.APIConnectionError)
    assert error.partial == "a"


def test_a_paid_request_that_an_http2_server_resets_is_not_sent_again(how: How, ca: trustme.CA) -> None:
    with Http2Server(ca) as server:
        server.mood = "reset, unanswered"
        http = how.Http(http2=True, verify=trusting(ca))
        error, _ = how.run("parallel", server.url, failing(create_a_run), http_client=http)
        assert len(server.heads) == 1
    assert isinstance(error, parallel.OutcomeUnknownError)


# --- proxies


@pytest.mark.usefixtures("trusted")
def test_the_environments_proxy_tunnels_and_never_sees_the_key(
    how: How, ca: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(serving(ca)) as server, Proxy() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        assert how.run("pareta", server.url, stream_tokens) == ["a", "b"]
        assert [head.split("\r\n")[0] for head in proxy.heads] == [
            f"CONNECT 127.0.0.1:{server.port} HTTP/1.1"
        ]
        assert PARETA_KEY not in "".join(proxy.heads)
        assert PARETA_KEY in server.heads[0]


@pytest.mark.usefixtures("trusted")
def test_a_proxys_password_goes_to_the_proxy_and_no_further(
    how: How, ca: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(serving(ca)) as server, Proxy(password="secret") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//user:secret@"))
        assert how.run("parallel", server.url, create_a_run) == ["trun_1"]
        assert "proxy-authorization" in proxy.heads[0].lower()
        assert "proxy-authorization" not in server.heads[0].lower()


@pytest.mark.usefixtures("trusted")
def test_a_proxy_that_refuses_is_named_and_the_paid_request_never_left(
    how: How, ca: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(serving(ca)) as server, Proxy(password="secret") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//user:canary@"))
        error, _ = how.run("parallel", server.url, failing(create_a_run))
        assert server.connections == 0
    assert isinstance(error, parallel.APIConnectionError)
    assert not isinstance(error, parallel.OutcomeUnknownError)
    assert "407" in str(error)
    assert "canary" not in str(error)


@pytest.mark.usefixtures("trusted")
def test_a_host_that_the_environment_exempts_is_asked_directly(
    how: How, ca: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(serving(ca)) as server, Proxy() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert how.run("pareta", server.url, list_models) == [0]
        assert proxy.connections == 0


def test_an_http_client_that_does_not_trust_the_environment_goes_directly(
    how: How, ca: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(serving(ca)) as server, Proxy() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        http = how.Http(trust_env=False, verify=trusting(ca))
        assert how.run("pareta", server.url, list_models, http_client=http) == [0]
        assert proxy.connections == 0


def test_an_http_client_with_a_proxy_and_http2_uses_both(how: How, ca: trustme.CA) -> None:
    with Http2Server(ca) as server, Proxy() as proxy:
        http = how.Http(proxy=proxy.url, http2=True, verify=trusting(ca))
        assert how.run("pareta", server.url, stream_tokens, http_client=http) == ["a", "b"]
        assert proxy.connections == 1
        assert server.heads == ["/v1/chat/completions"]


# --- deadlines


class DrippingServer(Server):
    """Answers with a head that has no end, a line now and then. `left` says that the client did not wait."""

    def __init__(self) -> None:
        super().__init__()
        self.left = threading.Event()

    def talk(self, line: socket.socket) -> None:
        self.head_of_request(line)
        line.sendall(b"HTTP/1.1 200 OK\r\n")
        line.settimeout(0.02)
        for _ in range(int(PATIENCE / 0.02)):
            with suppress(TimeoutError):
                if not line.recv(1):
                    self.left.set()
                    return
            line.sendall(b"x-more: to come\r\n")


def test_a_wait_ends_at_its_deadline_though_an_answer_comes_line_by_line(how: How) -> None:
    def wait(client: Any) -> object:
        return client.task_run.result("trun_1", timeout=0.1)

    with DrippingServer() as server:
        error, _ = how.run("parallel", server.url, failing(wait))
        assert server.left.wait(PATIENCE)
    assert isinstance(error, parallel.WaitTimeoutError)
    assert error.id == "trun_1"


# --- after the end of a stream


@pytest.mark.parametrize("whose", ["ours", "the user's"])
def test_a_line_that_stays_silent_after_the_end_of_a_stream_is_left(how: How, whose: str) -> None:
    with QuietServer() as server, ExitStack() as patches:
        for side in ("_async", "_sync"):
            patches.enter_context(patch(f"pareta_core.{side}.stream._SECONDS_TO_FINISH", 0.05))
        settings = {} if whose == "ours" else {"http_client": how.Http(timeout=None)}

        def program(client: Any) -> list[Any]:
            # (The server waits for less than the client would.)
            return [*stream_tokens(client), server.left.wait(PATIENCE), *stream_tokens(client)]

        assert how.run("pareta", server.url, program, **settings) == ["a", "b", True, "a", "b"]


def test_a_line_that_ends_its_stream_in_good_order_serves_again(how: How) -> None:
    with QuietServer() as server:
        server.heads.append("")  # so that none is the first
        tokens = how.run("pareta", server.url, lambda client: stream_tokens(client) + stream_tokens(client))
        assert tokens == ["a", "b"] * 2
        assert server.connections == 1


# --- keep-alive


KEPT_ALIVE = [
    (socket.SOL_SOCKET, "SO_KEEPALIVE", 1),
    (socket.IPPROTO_TCP, "TCP_KEEPIDLE", 60),
    (socket.IPPROTO_TCP, "TCP_KEEPINTVL", 15),
    (socket.IPPROTO_TCP, "TCP_KEEPCNT", 4),
]


def sockets_to(port: int) -> list[socket.socket]:
    """This process's open sockets whose other side is that port."""
    found: list[socket.socket] = []
    for each in gc.get_objects():
        if (
            type(each) in (socket.socket, ssl.SSLSocket)
            and each.family == socket.AF_INET
            and each.fileno() >= 0
        ):
            with suppress(OSError):
                if each.getpeername()[1] == port:
                    found.append(each)
    return found


def options_of(port: int) -> list[int]:
    """The keep-alive options of the one connection there is to that port."""
    first, *more = sockets_to(port)
    assert {each.fileno() for each in more} <= {first.fileno()}
    return [first.getsockopt(level, getattr(socket, name)) for level, name, _ in KEPT_ALIVE]


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("way", ["direct", "direct over TLS", "through a tunnel", "through a proxy"])
def test_every_connection_is_kept_alive_by_probes(
    how: How, way: str, ca: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = way in ("direct over TLS", "through a tunnel")
    # (To a server of plain HTTP a forwarding proxy looks like the server itself.)
    with Server(serving(ca) if secure else None) as server, Proxy() as proxy:
        port = proxy.port if way == "through a tunnel" else server.port
        if way == "through a tunnel":
            monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        if way == "through a proxy":
            monkeypatch.setenv("HTTP_PROXY", server.url)
        url = server.url.replace(str(server.port), "1") if way == "through a proxy" else server.url

        def program(client: Any) -> list[Any]:
            list_models(client)
            return options_of(port)

        assert how.run("pareta", url, program) == [value for *_, value in KEPT_ALIVE]
