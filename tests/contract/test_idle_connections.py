"""Connections that are idle, and streams that are dropped: what is used again, what is closed, and when."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import anyio
import anyio.to_thread
import httpx
import pytest
import trio

import parallel
import pareta
from pareta_core import AsyncTransport, Transport, tls
from pareta_core._async.connection_pool import AsyncPooledTransport
from pareta_core._sync.connection_pool import PooledTransport
from pareta_core.proxies import ProxyRules
from pareta_wire import list_models as list_all_models
from pareta_wire.apis import PARETA
from tests.contract.loopback import TEST_TIMEOUT, How, Server, create_a_run, list_models
from tests.support import MESSAGES, PARALLEL_KEY, PARETA_KEY, chunk, run

pytestmark = pytest.mark.usefixtures("bare_environment")


class Later:
    """`time.monotonic` of the connection pool, which a test sets ahead."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._ahead = 0.0
        real = time.monotonic
        for side in ("_async", "_sync"):
            name = f"pareta_core.{side}.connection_pool.time"
            monkeypatch.setattr(name, _Time(lambda: real() + self._ahead))

    def after(self, seconds: float) -> None:
        self._ahead += seconds


class _Time:
    def __init__(self, monotonic: Callable[[], float]) -> None:
        self.monotonic = monotonic


@pytest.mark.parametrize(
    ("call", "idle", "connections"),
    [
        (list_models, 0.0, 1),
        (list_models, 2.5, 1),
        (list_models, 3.5, 2),
        (create_a_run, 0.0, 1),
        (create_a_run, 0.5, 1),
        # It may not be repeated, so it needs a connection that is surely open.
        (create_a_run, 1.0, 2),
        (create_a_run, 2.5, 2),
    ],
)
def test_an_idle_connection_is_used_again_for_three_seconds_and_for_one_by_what_may_not_be_repeated(
    how: How,
    call: Callable[[Any], list[Any]],
    idle: float,
    connections: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = Later(monkeypatch)

    def program(client: Any) -> list[Any]:
        call(client)
        later.after(idle)
        call(client)
        return []

    with Server() as server:
        how.run("pareta" if call is list_models else "parallel", server.url, program)
        assert server.connections == connections


def test_what_may_be_repeated_still_uses_the_connection_that_a_paid_call_did_not(
    how: How, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Later(monkeypatch)

    def program(client: Any) -> list[Any]:
        client.task_run.retrieve("trun_1")
        later.after(1.5)
        create_a_run(client)
        client.task_run.retrieve("trun_1")
        return []

    with Server() as server:
        how.run("parallel", server.url, program)
        assert server.connections == 2


class CountingServer(Server):
    """Counts the connections that clients have closed."""

    def __init__(self) -> None:
        super().__init__()
        self.left = threading.Semaphore(0)

    def talk(self, line: socket.socket) -> None:
        super().talk(line)
        self.left.release()


def test_a_transport_closes_its_connections_at_the_end_of_its_block() -> None:
    with CountingServer() as server:
        settings: dict[str, Any] = {"api_key": PARETA_KEY, "base_url": server.url}
        with Transport.from_env(PARETA, **settings) as wire:
            wire.send(list_all_models())
            assert not server.left.acquire(blocking=False)
        assert server.left.acquire(timeout=TEST_TIMEOUT)

        async def program() -> None:
            async with AsyncTransport.from_env(PARETA, **settings) as wire:
                await wire.send(list_all_models())
                assert not server.left.acquire(blocking=False)
            assert await asyncio.to_thread(server.left.acquire, timeout=TEST_TIMEOUT)

        asyncio.run(program())
        assert server.connections == 2


def pooled_client() -> httpx.Client:
    return httpx.Client(transport=PooledTransport(tls.untrusting, ProxyRules({})))


def use_at_once(client: httpx.Client, url: str, count: int) -> None:
    """Leave so many idle connections, the first one first."""
    with ExitStack() as stack:
        responses = [stack.enter_context(client.stream("GET", url)) for _ in range(count)]
        for response in responses:
            response.read()


def check_closed(server: CountingServer, count: int) -> None:
    """So many connections were closed since the last time, and no more."""
    for _ in range(count):
        assert server.left.acquire(timeout=TEST_TIMEOUT)
    assert not server.left.acquire(blocking=False)


def test_a_connection_that_was_idle_for_too_long_is_closed_when_another_one_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = Later(monkeypatch)
    with CountingServer() as server, pooled_client() as client:
        use_at_once(client, server.url, 2)
        later.after(2.0)
        client.get(server.url)
        check_closed(server, 0)
        later.after(1.5)
        client.get(server.url)
        check_closed(server, 1)
        assert server.connections == 2


def test_connections_to_another_server_are_closed_once_they_were_idle_for_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = Later(monkeypatch)
    with CountingServer() as server, Server() as second, Server() as third, pooled_client() as client:
        use_at_once(client, server.url, 2)
        client.get(second.url)
        check_closed(server, 0)
        later.after(3.5)
        client.get(third.url)
        check_closed(server, 2)


def test_a_burst_leaves_only_so_many_idle_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pareta_core._sync.connection_pool._MAX_IDLE_CONNECTIONS", 2)
    with CountingServer() as server, pooled_client() as client:
        use_at_once(client, server.url, 5)
        check_closed(server, 3)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_client_that_is_closed_by_a_task_that_is_cancelled_closes_every_connection(backend: str) -> None:
    async def program() -> None:
        transport = AsyncPooledTransport(tls.untrusting, ProxyRules({}))
        client = httpx.AsyncClient(transport=transport)
        async with client.stream("GET", server.url) as first, client.stream("GET", server.url) as second:
            await first.aread()
            await second.aread()
        with anyio.CancelScope() as scope:
            scope.cancel()
            await client.aclose()
        for _ in range(2):
            assert await anyio.to_thread.run_sync(lambda: server.left.acquire(timeout=TEST_TIMEOUT))

    with CountingServer() as server:
        anyio.run(program, backend=backend)


# --- streams that are dropped


class EndlessServer(Server):
    """Sends one token and then waits; `left` counts the clients that went away."""

    def __init__(self) -> None:
        super().__init__()
        self.left = threading.Semaphore(0)

    def talk(self, line: socket.socket) -> None:
        while self.head_of_request(line):
            head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
            token = chunk("a")
            line.sendall(head + b"%x\r\n%b\r\n" % (len(token), token))
            if not line.recv(1):
                self.left.release()
                return


def chat(client: Any) -> Any:
    return client.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True)


STREAMS = 5


@contextmanager
def warnings_of_streams(action: Any) -> Iterator[list[Any]]:
    """Collect the warnings, also where a program makes exceptions of them (`-W error`).

    Those that are no exceptions keep their streams alive: trio warns of the HTTP library's own generators.
    """
    found: list[Any] = []
    with warnings.catch_warnings(record=True) as caught, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "unraisablehook", lambda unraisable: found.append(unraisable.exc_value))
        warnings.simplefilter(action)
        yield found
    found += caught


@pytest.mark.parametrize("action", ["always", "error"])
@pytest.mark.parametrize("whose", ["ours", "the user's"])
def test_a_sync_stream_that_is_dropped_releases_its_connection_and_names_its_call(
    whose: str, action: str
) -> None:
    http = None if whose == "ours" else httpx.Client()
    with EndlessServer() as server:
        pa = pareta.Pareta(api_key=PARETA_KEY, base_url=server.url, http_client=http)
        with warnings_of_streams(action) as found:
            for _ in range(STREAMS):
                for _ in chat(pa):
                    break
                gc.collect()
        for _ in range(STREAMS):
            assert server.left.acquire(timeout=TEST_TIMEOUT)
        check_warnings(found)
        pa.close()
        if http is not None:
            http.close()


def check_warnings(found: list[Any]) -> None:
    """Check that there is one warning for each stream, which names the call, and no other."""
    found = [getattr(each, "message", each) for each in found]
    assert [type(each) for each in found] == [ResourceWarning] * STREAMS
    assert all("POST /v1/chat/completions" in str(each) for each in found)
    assert all("neither read to its end nor closed" in str(each) for each in found)


@pytest.mark.parametrize("action", ["always", "error"])
@pytest.mark.parametrize("library", ["asyncio", "trio"])
@pytest.mark.parametrize("whose", ["ours", "the user's"])
def test_an_async_stream_that_is_dropped_releases_its_connection_and_names_its_call(
    library: str, whose: str, action: str
) -> None:
    with EndlessServer() as server:

        async def drop(pa: pareta.AsyncPareta) -> None:
            async for _ in await chat(pa):
                break

        async def program() -> list[Any]:
            http = None if whose == "ours" else httpx.AsyncClient()
            async with pareta.AsyncPareta(api_key=PARETA_KEY, base_url=server.url, http_client=http) as pa:
                with warnings_of_streams(action) as found:
                    for _ in range(STREAMS):
                        await drop(pa)
                        gc.collect()
                    for _ in range(STREAMS):
                        assert await in_thread(lambda: server.left.acquire(timeout=TEST_TIMEOUT))
                    if http is not None:
                        await http.aclose()
                return [
                    each for each in found if "Async generator" not in str(getattr(each, "message", each))
                ]

        in_thread: Any = asyncio.to_thread if library == "asyncio" else trio.to_thread.run_sync
        check_warnings(asyncio.run(program()) if library == "asyncio" else trio.run(program))


def test_a_stream_that_is_resumed_and_dropped_names_its_call_once() -> None:
    state = json.dumps({"type": "task_run.state", "event_id": None, "run": run()}).encode()

    class Runs(EndlessServer):
        def talk(self, line: socket.socket) -> None:
            self.head_of_request(line)
            event = b"event: task_run.state\ndata: " + state + b"\n\n"
            line.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n" + event)
            line.recv(1)

    with Runs() as server, parallel.Parallel(api_key=PARALLEL_KEY, base_url=server.url) as client:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            next(client.task_run.events("trun_1"))
            gc.collect()
        assert [each.category for each in caught] == [ResourceWarning]
        assert "GET /v1/tasks/runs/trun_1/events" in str(caught[0].message)


LEFT_OPEN = """
import asyncio, sys
import httpx, pareta

url, key, library, whose = sys.argv[1:]
asked = {"model": "ep_1", "messages": [{"role": "user", "content": "a"}], "stream": True}

async def leave():
    http = None if whose == "ours" else httpx.AsyncClient()
    stream = await pareta.AsyncPareta(api_key=key, base_url=url, http_client=http).chat.completions.create(**asked)
    await anext(stream)
    return stream

if library == "sync":
    http = None if whose == "ours" else httpx.Client()
    kept = pareta.Pareta(api_key=key, base_url=url, http_client=http).chat.completions.create(**asked)
    next(kept)
elif library == "asyncio":
    kept = asyncio.run(leave())
else:
    import trio
    kept = trio.run(leave)
print("end")
"""


@pytest.mark.parametrize("whose", ["ours", "the user's"])
@pytest.mark.parametrize("library", ["sync", "asyncio", "trio"])
def test_a_program_that_leaves_a_stream_open_ends(library: str, whose: str) -> None:
    """While the interpreter ends, no thread can start: waiting for one would never end."""
    with EndlessServer() as server:
        ended = subprocess.run(
            [sys.executable, "-c", LEFT_OPEN, server.url, PARETA_KEY, library, whose],
            capture_output=True,
            text=True,
            timeout=TEST_TIMEOUT,
            check=False,
        )
        assert server.left.acquire(timeout=TEST_TIMEOUT)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "end\n", "")


def test_a_stream_that_was_read_or_closed_is_dropped_without_a_warning() -> None:
    with (
        EndlessServer() as server,
        pareta.Pareta(api_key=PARETA_KEY, base_url=server.url) as pa,
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("error")
        with chat(pa) as chunks:
            next(chunks)
        stream = chat(pa)
        stream.close()
        del stream, chunks
        gc.collect()
