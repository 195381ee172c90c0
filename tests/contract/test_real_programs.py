"""A client in real programs: threads, forks, event loops, pickles, foreign HTTP libraries, proxies. Real sockets."""

from __future__ import annotations

import asyncio
import copy
import gc
import multiprocessing
import pickle
import resource
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore
import httpx
import httpx2
import pytest

import parallel
import pareta
from pareta_sandbox import Sandbox

KEY = "pareta_sk_test"
MESSAGES = [{"role": "user", "content": "Say hello."}]


@pytest.fixture(scope="module")
def box() -> Any:
    with Sandbox(speed=1000) as running:
        yield running


def ask(pa: pareta.Pareta) -> str | None:
    return pa.chat.completions.create(model="ep_a1b2c3", messages=MESSAGES).choices[0].message.content


async def ask_async(pa: pareta.AsyncPareta) -> int:
    return len(await pa.models.list())


def test_one_client_serves_thirty_two_threads(box: Any) -> None:
    with pareta.Pareta(api_key=KEY, base_url=box.url) as pa, ThreadPoolExecutor(32) as threads:
        ready = threading.Barrier(32)

        def work(_: int) -> set[str | None]:
            ready.wait()
            return {ask(pa) for _ in range(3)}

        answers = list(threads.map(work, range(32)))
    assert answers == [answers[0]] * 32
    assert None not in answers[0]


# What a program leaves open in an event loop that has ended can only be collected, and Python says so.
LEFT_IN_A_LOOP = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


@LEFT_IN_A_LOOP
def test_an_async_client_outlives_its_event_loop(box: Any) -> None:
    pa = pareta.AsyncPareta(api_key=KEY, base_url=box.url)
    for _ in range(3):
        assert asyncio.run(ask_async(pa)) > 0
    assert len(pa.wire._http._transports) == 1, "what belonged to ended loops is forgotten"
    del pa
    gc.collect()


@LEFT_IN_A_LOOP
def test_two_event_loops_in_two_threads_share_an_async_client(box: Any) -> None:
    pa = pareta.AsyncPareta(api_key=KEY, base_url=box.url)

    async def often() -> int:
        return sum([await ask_async(pa) for _ in range(5)])

    with ThreadPoolExecutor(2) as threads:
        assert len(set(threads.map(lambda _: asyncio.run(often()), range(2)))) == 1
    pa.wire._http._transports.clear()
    gc.collect()


def _child(pa: pareta.Pareta, pipe: Any) -> None:
    try:
        pipe.send((ask(pa), _local_ports(pa)))
        pa.close()
    except BaseException as error:
        pipe.send(repr(error))
        raise


def _local_ports(pa: pareta.Pareta) -> set[int]:
    """Return the ports of the connections that this process has open for the client."""
    connections = pa.wire._http._transport().connections
    return {connection.stream.get_extra_info("client_addr")[1] for connection in connections}


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_that_closes_a_client_leaves_the_parents_connection_alone(box: Any) -> None:
    fork = multiprocessing.get_context("fork")
    with pareta.Pareta(api_key=KEY, base_url=box.url) as pa:
        ask(pa)
        ports = _local_ports(pa)
        child = fork.Process(target=pa.close)
        child.start()
        child.join(20)
        assert child.exitcode == 0
        ask(pa)
        assert _local_ports(pa) == ports, "the parent's connection is still the same one"


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_has_connections_of_its_own_and_leaves_its_parents_alone(box: Any) -> None:
    fork = multiprocessing.get_context("fork")
    with pareta.Pareta(api_key=KEY, base_url=box.url) as pa:
        mine = ask(pa)
        ports = _local_ports(pa)
        receiving, sending = fork.Pipe()
        child = fork.Process(target=_child, args=(pa, sending))
        child.start()
        answer = receiving.recv()
        child.join(20)
        assert child.exitcode == 0
        theirs, their_ports = answer
        assert theirs == mine
        assert not their_ports & ports
        assert ask(pa) == mine
        assert _local_ports(pa) == ports, "the parent's connection is still the same one"


@pytest.mark.parametrize(
    "kind", [pareta.Pareta, pareta.AsyncPareta, parallel.Parallel, parallel.AsyncParallel]
)
def test_a_client_is_pickled_without_its_key_which_the_environment_gives_again(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = kind(api_key="pareta_sk_canary", base_url="http://127.0.0.1:1", max_retries=7, timeout=3.0)
    pickled = pickle.dumps(client)
    assert b"canary" not in pickled
    monkeypatch.setenv("PARETA_API_KEY", "pareta_sk_other")
    monkeypatch.setenv("PARALLEL_API_KEY", "pareta_sk_other")
    twin = pickle.loads(pickled)
    assert type(twin) is kind
    assert (twin.base_url, twin.max_retries) == ("http://127.0.0.1:1", 7)
    assert twin.timeout == httpx.Timeout(3.0)
    assert twin.wire.settings.api_key == "pareta_sk_other"
    monkeypatch.delenv("PARETA_API_KEY")
    monkeypatch.delenv("PARALLEL_API_KEY")
    with pytest.raises((pareta.ParetaError, parallel.ParallelError), match="missing API key"):
        pickle.loads(pickled)


def test_a_client_with_an_http_client_cannot_be_pickled_and_says_so() -> None:
    with httpx.Client() as http:
        client = pareta.Pareta(api_key=KEY, http_client=http)
        with pytest.raises(TypeError, match="with an http_client cannot be pickled"):
            pickle.dumps(client)


def test_a_copy_shares_its_connections_and_a_deep_copy_has_its_own(box: Any) -> None:
    with pareta.Pareta(api_key=KEY, base_url=box.url, max_retries=5) as pa:
        ask(pa)
        shared, own = copy.copy(pa), copy.deepcopy(pa)
        assert (shared.max_retries, own.max_retries) == (5, 5)
        assert _local_ports(shared) == _local_ports(pa)
        ask(own)
        assert not _local_ports(own) & _local_ports(pa)
        own.close()
        assert ask(shared)


def test_ten_thousand_clients_leave_nothing_behind() -> None:
    def many(count: int) -> int:
        for _ in range(count):
            pareta.Pareta(api_key=KEY, base_url="http://127.0.0.1:1").close()
        gc.collect()
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    before = many(1_000)
    assert many(9_000) - before < 2_000, "kilobytes"


def test_clients_that_spoke_leave_no_socket_open(box: Any) -> None:
    def sockets() -> int:
        return sum(isinstance(each, socket.socket) and each.fileno() >= 0 for each in gc.get_objects())

    before = sockets()
    for _ in range(20):
        with pareta.Pareta(api_key=KEY, base_url=box.url) as pa:
            pa.models.list()
    assert sockets() <= before + 1


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_an_http_client_of_either_library_serves(library: Any, box: Any) -> None:
    with library.Client() as http:
        pa = pareta.Pareta(api_key=KEY, base_url=box.url, http_client=http)
        assert ask(pa)
        assert list(pa.chat.completions.create(model="ep_a1b2c3", messages=MESSAGES, stream=True))
        dead = pa.with_options(base_url="http://127.0.0.1:9", max_retries=0)
        with pytest.raises(pareta.APIConnectionError, match="Connection refused"):
            dead.models.list()
        pa.close()
        assert not http.is_closed


class Tagging(httpx.BaseTransport):
    """A transport of one's own: marks what goes through it."""

    def __init__(self) -> None:
        self.inner = httpx.HTTPTransport()
        self.seen: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request.url.path)
        return self.inner.handle_request(request)

    def close(self) -> None:
        self.inner.close()


class Company(httpx.Client):
    """A subclass with a transport of its own."""

    def __init__(self) -> None:
        self.tagging = Tagging()
        super().__init__(transport=self.tagging)


def test_a_subclass_with_a_transport_of_its_own_serves(box: Any) -> None:
    with Company() as http:
        assert ask(pareta.Pareta(api_key=KEY, base_url=box.url, http_client=http))
        assert http.tagging.seen == ["/v1/chat/completions"]


class ForwardingProxy:
    """A forwarding HTTP proxy of a few lines: hands the request's absolute URL on as it is."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            with line:
                request = line.recv(65536)
                self.requests.append(request)
                body = b'{"object": "list", "data": []}'
                head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n"
                line.sendall(head + b"content-length: %d\r\n\r\n" % len(body) + body)

    def close(self) -> None:
        self._server.close()


def test_the_environments_proxy_is_used_and_its_connection_is_kept_alive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proxy = ForwardingProxy()
    kept: list[int] = []
    monkeypatch.setattr("httpcore.SyncBackend.connect_tcp", _noting(kept))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.warns(UserWarning, match="clear text"):
        pa = pareta.Pareta(api_key=KEY, base_url="http://api.example.com")
    with pa:
        assert len(pa.models.list()) == 0
    proxy.close()
    assert proxy.requests[0].startswith(b"GET http://api.example.com/v1/models HTTP/1.1\r\n")
    assert kept == [1]


def test_connections_are_kept_alive_by_probes(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    monkeypatch.setattr("httpcore.SyncBackend.connect_tcp", _noting(kept))
    with pareta.Pareta(api_key=KEY, base_url=box.url) as pa:
        pa.models.list()
    assert kept == [1]


def _noting(kept: list[int]) -> Any:
    original = httpcore.SyncBackend.connect_tcp

    def connect(self: Any, *args: Any, **kwargs: Any) -> Any:
        stream = original(self, *args, **kwargs)
        kept.append(stream.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE))
        return stream

    return connect
