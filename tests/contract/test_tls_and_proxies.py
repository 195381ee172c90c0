"""TLS with a private CA, HTTP/2, proxies, keep-alive, over real sockets on loopback.

Each test runs with the sync client and with the async one under asyncio and trio. Forwarding proxies for plain HTTP
are in test_real_programs.py.
"""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest
import trustme

import parallel
import pareta
from tests.contract.loopback import (
    TEST_TIMEOUT,
    How,
    Http2Server,
    QuietServer,
    Server,
    SocksProxy,
    TunnelProxy,
    create_a_run,
    failing,
    list_models,
    serving,
    stream_tokens,
)
from tests.support import MESSAGES, PARETA_KEY

# Where the HTTP library's own generators are dropped before their end, trio says so; no connection hangs on them.
pytestmark = [
    pytest.mark.usefixtures("bare_environment"),
    pytest.mark.filterwarnings("ignore:Async generator 'http(x|core):ResourceWarning"),
]


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(bare_environment: None, ca: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Name the authorities to trust in the environment."""
    with ca.cert_pem.tempfile() as path:
        monkeypatch.setenv("SSL_CERT_FILE", path)
        yield


def trusting(ca: trustme.CA) -> ssl.SSLContext:
    """Return a client's context that trusts this CA and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ca.configure_trust(context)  # pyright: ignore[reportUnknownMemberType]
    return context


# --- TLS


def test_a_private_ca_is_trusted_by_an_http_client_that_knows_it(how: How, ca: trustme.CA) -> None:
    with Server(serving(ca)) as server:
        http = how.Http(verify=trusting(ca))
        assert how.run("pareta", server.url, list_models, http_client=http) == [0]
        assert how.run("parallel", server.url, create_a_run, http_client=how.Http(verify=trusting(ca)))


@pytest.mark.usefixtures("trusted")
def test_a_private_ca_is_trusted_if_the_environment_names_it(how: How, ca: trustme.CA) -> None:
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


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_that_do_not_exist_are_named_with_their_variable(
    how: How, ca: trustme.CA, variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "missing"))
    with Server(serving(ca)) as server:
        error, sleeps = how.run("parallel", server.url, failing(create_a_run))
        assert server.heads == []
    assert f"{variable} is {str(tmp_path / 'missing')!r}" in str(error)
    assert not isinstance(error, parallel.OutcomeUnknownError)
    assert sleeps == []


def test_a_file_that_holds_no_certificates_is_named_with_its_variable(
    how: How, ca: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = tmp_path / "authorities.pem"
    bundle.write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    with Server(serving(ca)) as server:
        error, _ = how.run("pareta", server.url, failing(list_models))
    assert f"SSL_CERT_FILE is {str(bundle)!r}" in str(error)


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
def test_a_certificate_of_an_unknown_ca_is_reported_and_not_retried(
    how: How, api: str, call: Callable[[Any], object]
) -> None:
    with Server(serving(trustme.CA())) as server:
        error, sleeps = how.run(api, server.url, failing(call))
        assert server.connections == 1
    assert isinstance(error, (pareta.APIConnectionError, parallel.APIConnectionError))
    assert not isinstance(error, (parallel.OutcomeUnknownError, TimeoutError))
    assert "certificate" in str(error)
    assert "None" not in str(error)  # there is no proxy to name
    assert sleeps == []


def test_a_certificate_of_an_unknown_ca_behind_a_proxy_is_reported_with_the_proxy(
    how: How, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(serving(trustme.CA())) as server, TunnelProxy() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        error, _ = how.run("pareta", server.url, failing(list_models))
    assert "certificate" in str(error)
    assert f"the proxy {proxy.url} (HTTPS_PROXY): " in str(error)


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_host_is_reported_and_not_retried(how: How, ca: trustme.CA) -> None:
    with Server(serving(ca, "api.example.com")) as server:
        error, sleeps = how.run("pareta", server.url, failing(list_models))
    assert isinstance(error, pareta.APIConnectionError)
    assert "certificate" in str(error)
    assert sleeps == []


def test_a_connection_that_breaks_in_the_handshake_never_carried_the_request(how: How, trusted: None) -> None:
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


@pytest.mark.parametrize("through", ["directly", "through a proxy"])
def test_a_handshake_that_is_not_over_in_time_never_carried_the_request(
    how: How, trusted: None, monkeypatch: pytest.MonkeyPatch, through: str
) -> None:
    class Silent(Server):
        def talk(self, line: socket.socket) -> None:
            while line.recv(65_536):
                pass

    hasty = httpx.Timeout(TEST_TIMEOUT, connect=0.05)
    with Silent() as server:
        url = server.url.replace("http://", "https://")
        if through == "through a proxy":
            monkeypatch.setenv("HTTPS_PROXY", server.url)
            url = "https://127.0.0.2:9"
        start = failing(lambda client: client.task_run.create(input="a", processor="base", timeout=hasty))
        error, sleeps = how.run("parallel", url, start)
        assert server.connections == 3
    assert type(error) is parallel.APITimeoutError
    assert sleeps == [0.25, 0.5]
    assert ("the proxy" in str(error)) == (through == "through a proxy")


class PausingServer(Server):
    """Pauses each TLS handshake until it may continue."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__()
        self.url = self.url.replace("http://", "https://")
        self.began, self.may_continue = threading.Event(), threading.Event()
        self._context = context

    def talk(self, line: socket.socket) -> None:
        line.recv(1, socket.MSG_PEEK)
        self.began.set()
        self.may_continue.wait(TEST_TIMEOUT)
        with self._context.wrap_socket(line, server_side=True) as secure:
            super().talk(secure)


@pytest.mark.usefixtures("trusted")
def test_a_client_that_is_closed_during_a_handshake_sends_nothing(ca: trustme.CA) -> None:
    with PausingServer(serving(ca)) as server:
        client = pareta.Pareta(api_key=PARETA_KEY, base_url=server.url, max_retries=0)

        def close() -> None:
            server.began.wait(TEST_TIMEOUT)
            client.close()
            server.may_continue.set()

        closer = threading.Thread(target=close)
        closer.start()
        with pytest.raises(pareta.ParetaError, match="closed"):
            client.models.list()
        closer.join()
    assert (server.connections, server.heads) == (1, [])


@pytest.mark.usefixtures("trusted")
def test_an_async_client_that_is_closed_during_a_handshake_sends_nothing(ca: trustme.CA) -> None:
    async def program(url: str) -> None:
        client = pareta.AsyncPareta(api_key=PARETA_KEY, base_url=url, max_retries=0)
        call = asyncio.ensure_future(client.models.list())
        await asyncio.to_thread(server.began.wait, TEST_TIMEOUT)
        await client.aclose()
        server.may_continue.set()
        with pytest.raises(pareta.ParetaError, match="closed"):
            await call

    with PausingServer(serving(ca)) as server:
        asyncio.run(program(server.url))
    assert (server.connections, server.heads) == (1, [])


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
    with Server(serving(ca)) as server, TunnelProxy() as proxy:
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
    with Server(serving(ca)) as server, TunnelProxy(password="secret") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//user:secret@"))
        assert how.run("parallel", server.url, create_a_run) == ["trun_1"]
        assert "proxy-authorization" in proxy.heads[0].lower()
        assert "proxy-authorization" not in server.heads[0].lower()


@pytest.mark.usefixtures("trusted")
def test_a_proxy_that_refuses_is_named_and_the_paid_request_never_left(
    how: How, ca: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(serving(ca)) as server, TunnelProxy(password="secret") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//user:canary@"))
        error, sleeps = how.run("parallel", server.url, failing(create_a_run))
        assert server.connections == 0
        assert proxy.connections == 1
    assert type(error) is parallel.APIConnectionError
    assert error.permanent
    assert sleeps == []
    assert f"the proxy {proxy.url} (HTTPS_PROXY) refused the tunnel: 407" in str(error)
    assert "canary" not in str(error)


def test_a_tunnel_that_a_users_client_does_not_get_is_not_asked_for_again(how: How, ca: trustme.CA) -> None:
    with Server(serving(ca)) as server, TunnelProxy(password="secret") as proxy:
        http = how.Http(proxy=proxy.url.replace("//", "//user:canary@"), verify=trusting(ca))
        error, sleeps = how.run("parallel", server.url, failing(create_a_run), http_client=http)
        assert (server.connections, proxy.connections) == (0, 1)
    assert type(error) is parallel.APIConnectionError
    assert error.permanent
    assert sleeps == []
    assert "407" in str(error)
    assert "Check the proxy and its credentials" in str(error)
    assert "canary" not in str(error)


@pytest.mark.usefixtures("trusted")
def test_a_host_that_the_environment_exempts_is_asked_directly(
    how: How, ca: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(serving(ca)) as server, TunnelProxy() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert how.run("pareta", server.url, list_models) == [0]
        assert proxy.connections == 0


def test_an_http_client_that_does_not_trust_the_environment_goes_directly(
    how: How, ca: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(serving(ca)) as server, TunnelProxy() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        http = how.Http(trust_env=False, verify=trusting(ca))
        assert how.run("pareta", server.url, list_models, http_client=http) == [0]
        assert proxy.connections == 0


def test_a_proxy_over_tls_tunnels_to_a_server_over_tls(
    how: How, trusted: None, ca: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(serving(ca)) as server, TunnelProxy(password="secret", tls=serving(ca)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//user:secret@"))
        assert how.run("pareta", server.url, list_models) == [0]
        assert proxy.heads[0].startswith(f"CONNECT 127.0.0.1:{server.port} HTTP/1.1")
        assert PARETA_KEY not in "".join(proxy.heads)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_socks_proxy_of_the_environment_is_used(
    how: How, scheme: str, trusted: None, ca: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(serving(ca) if scheme == "https" else None) as server, SocksProxy() as proxy:
        monkeypatch.setenv("ALL_PROXY", proxy.url.replace("http:", "socks5:"))
        assert how.run("pareta", server.url, lambda client: list_models(client) + list_models(client)) == [
            0,
            0,
        ]
        assert proxy.connections == 1


def test_a_paid_call_through_a_socks_proxy_has_a_connection_of_its_own(
    how: How, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server() as server, SocksProxy() as proxy:
        monkeypatch.setenv("ALL_PROXY", proxy.url.replace("http:", "socks5:"))
        how.run("parallel", server.url, lambda client: create_a_run(client) + create_a_run(client))
        assert proxy.connections == 2


def test_a_proxy_that_cannot_be_reached_is_named_with_its_variable_and_without_its_password(
    how: How, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("HTTP_PROXY", f"http://user:canary@127.0.0.1:{port}")
    error, _ = how.run("pareta", "http://127.0.0.2:9", failing(list_models))
    assert f"the proxy http://127.0.0.1:{port} (HTTP_PROXY)" in str(error)
    assert "canary" not in str(error)


def test_a_forwarding_proxy_that_wants_a_password_is_reported_as_the_proxy(
    how: How, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing(Server):
        def talk(self, line: socket.socket) -> None:
            self.head_of_request(line)
            line.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")

    with Refusing() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", "//user:canary@"))
        error, sleeps = how.run("parallel", "http://127.0.0.2:9", failing(create_a_run))
    assert type(error) is parallel.APIConnectionError
    assert error.permanent
    assert sleeps == []
    assert f"the proxy {proxy.url} (HTTP_PROXY) refused the request: 407" in str(error)
    assert "through it" in str(error)
    assert "canary" not in str(error)


# fmt: off
HANDSHAKES: dict[str, tuple[list[bytes], str, int]] = {
    "no method":        ([b"\x05\xff"], "NO ACCEPTABLE METHODS", 0),
    "a wrong password": ([b"\x05\x02", b"\x01\x01"], "Invalid username/password", 0),
    "not allowed":      ([b"\x05\x02", b"\x01\x00", b"\x05\x02\x00\x01" + bytes(6)], "not allowed by ruleset", 0),
    "refused":          ([b"\x05\x02", b"\x01\x00", b"\x05\x05\x00\x01" + bytes(6)], "Connection refused", 2),
    "another protocol": ([b"HTTP/1.1 400 Bad Request\r\n\r\n"], "does not speak SOCKS", 2),
    "nothing":          ([], "does not speak SOCKS", 2),
}
# fmt: on


class BadSocksProxy(Server):
    """Sends these bytes, one after each message, and closes the connection."""

    def __init__(self, replies: list[bytes]) -> None:
        super().__init__()
        self._replies = replies

    def talk(self, line: socket.socket) -> None:
        for reply in self._replies:
            line.recv(65_536)
            line.sendall(reply)
        if not self._replies:
            line.recv(65_536)


# (Of a handshake that fails, httpcore leaves the socket to the collector.)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize(("replies", "reason", "retries"), HANDSHAKES.values(), ids=HANDSHAKES)
def test_a_paid_call_that_a_socks_proxy_did_not_pass_on_was_not_sent(
    how: How, replies: list[bytes], reason: str, retries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with BadSocksProxy(replies) as proxy:
        monkeypatch.setenv("ALL_PROXY", proxy.url.replace("http://", "socks5://user:canary@"))
        error, pauses = how.run("parallel", "http://127.0.0.1:9", failing(create_a_run))
    assert (type(error), len(pauses), proxy.connections) == (
        parallel.APIConnectionError,
        retries,
        retries + 1,
    )
    assert error.permanent == (retries == 0)
    shown = str(error)
    assert reason in shown
    assert f"the proxy socks5://127.0.0.1:{proxy.port} (ALL_PROXY)" in shown
    assert "canary" not in shown
    del error
    gc.collect()


def test_a_socks_proxy_that_cannot_be_reached_is_named(how: How, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("ALL_PROXY", f"socks5://user:canary@127.0.0.1:{port}")
    error, _ = how.run("parallel", "http://127.0.0.2:9", failing(create_a_run))
    assert type(error) is parallel.APIConnectionError
    assert f"the proxy socks5://127.0.0.1:{port} (ALL_PROXY)" in str(error)
    assert "canary" not in str(error)


def test_a_client_that_ignores_proxies_goes_directly(how: How, monkeypatch: pytest.MonkeyPatch) -> None:
    def program(client: Any) -> list[Any]:
        client.wire.ignore_proxies()
        return list_models(client)

    with Server() as server, TunnelProxy() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert how.run("pareta", server.url, program) == [0]
        assert proxy.connections == 0


def test_a_variable_that_holds_no_proxy_is_named_before_anything_is_sent(
    how: How, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://user:canary@host:port")
    with Server() as server:
        error, _ = how.run("pareta", server.url, failing(list_models))
        assert server.connections == 0
    assert "HTTP_PROXY is not a valid URL" in str(error)
    assert "canary" not in str(error)


def test_an_http_client_with_a_proxy_and_http2_uses_both(how: How, ca: trustme.CA) -> None:
    with Http2Server(ca) as server, TunnelProxy() as proxy:
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
        for _ in range(int(TEST_TIMEOUT / 0.02)):
            with suppress(TimeoutError):
                if not line.recv(1):
                    self.left.set()
                    return
            line.sendall(b"x-more: to come\r\n")


def test_a_wait_ends_at_its_deadline_though_a_head_arrives_line_by_line(how: How) -> None:
    def wait(client: Any) -> object:
        return client.task_run.result("trun_1", timeout=0.1)

    with DrippingServer() as server:
        error, _ = how.run("parallel", server.url, failing(wait))
        assert server.left.wait(TEST_TIMEOUT)
    assert isinstance(error, parallel.WaitTimeoutError)
    assert error.id == "trun_1"


# --- after the end of a stream


@pytest.mark.parametrize("whose", ["ours", "the user's"])
def test_a_connection_that_stays_silent_after_the_end_marker_is_closed(how: How, whose: str) -> None:
    with QuietServer() as server, ExitStack() as patches:
        for side in ("_async", "_sync"):
            patches.enter_context(patch(f"pareta_core.{side}.stream._SECONDS_TO_FINISH", 0.05))
        settings = {} if whose == "ours" else {"http_client": how.Http(timeout=None)}

        def program(client: Any) -> list[Any]:
            # (The server waits for less than the client would.)
            return [*stream_tokens(client), server.left.wait(TEST_TIMEOUT), *stream_tokens(client)]

        assert how.run("pareta", server.url, program, **settings) == ["a", "b", True, "a", "b"]


def test_a_connection_whose_stream_ended_properly_is_used_again(how: How) -> None:
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
    """Return the keep-alive options of the one connection there is to that port."""
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
    with Server(serving(ca) if secure else None) as server, TunnelProxy() as proxy:
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
