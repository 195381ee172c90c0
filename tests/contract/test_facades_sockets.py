"""Both facades on real loopback sockets: when bytes arrive, when connections break. What no mirror can test is here."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Self

import anyio
import httpx
import pytest
import respx

import parallel
import pareta
from tests.support import (
    MESSAGES,
    PARALLEL_KEY,
    PARETA_KEY,
    AsyncFakeClock,
    Chunks,
    FakeClock,
    Wire,
    chunk,
    completion,
    event,
    respond,
    run,
    stream,
)

EVENTS = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
DONE = b"data: [DONE]\n\n"


class Loopback:
    """Hands each connection, its request read, to the next of some functions; keeps the requests' heads."""

    def __init__(self, *script: Callable[[socket.socket], None]) -> None:
        self._script = script
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.heads: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        for act in self._script:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # it was closed before all of the script was needed
                return
            with connection:
                connection.settimeout(10.0)
                self.heads.append(self._read_request(connection))
                with contextlib.suppress(OSError):
                    act(connection)

    @staticmethod
    def _read_request(connection: socket.socket) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(65_536)
        head, _, body = data.lower().partition(b"\r\n\r\n")
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        while len(body) < length:
            body += connection.recv(65_536)
        return head

    @property
    def keys(self) -> list[bytes]:
        return [head.partition(b"idempotency-key:")[2].partition(b"\r\n")[0].strip() for head in self.heads]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._listener.close()
        self._thread.join(10.0)


def json_answer(body: bytes) -> Callable[[socket.socket], None]:
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close"
    return lambda connection: connection.sendall(head.encode() + b"\r\n\r\n" + body)


class OneByOne:
    """Sends the second event only when the first has reached the caller, and says whether that worked."""

    def __init__(self, first: bytes, rest: bytes) -> None:
        self._first, self._rest = first, rest
        self.reached = threading.Event()
        self.in_time: bool | None = None

    def __call__(self, connection: socket.socket) -> None:
        connection.sendall(EVENTS + self._first)
        self.in_time = self.reached.wait(5.0)
        connection.sendall(self._rest)


def hang_up(connection: socket.socket) -> None:
    """Lose the connection with the request on it."""


def silence(connection: socket.socket) -> None:
    """Send nothing until the caller disconnects."""
    with contextlib.suppress(OSError):
        connection.recv(1)


@pytest.fixture
def nobody() -> Iterator[str]:
    """Yield a URL at which nobody listens."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{reserved.getsockname()[1]}"


# --- the first token arrives before the last is sent


def test_the_first_token_reaches_a_sync_caller_before_the_next_is_sent() -> None:
    script = OneByOne(chunk("a"), chunk("b") + DONE)
    with Loopback(script) as server, pareta.Pareta(api_key=PARETA_KEY, base_url=server.url) as pa:
        chunks = pa.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True)
        tokens: list[Any] = []
        for each in chunks:
            tokens.append(each.choices[0].delta.content)  # type: ignore[union-attr]
            script.reached.set()
    assert tokens == ["a", "b"]
    assert script.in_time


@pytest.mark.anyio
async def test_the_first_token_reaches_an_async_caller_before_the_next_is_sent() -> None:
    script = OneByOne(chunk("a"), chunk("b") + DONE)
    with Loopback(script) as server:
        async with pareta.AsyncPareta(api_key=PARETA_KEY, base_url=server.url) as pa:
            chunks = await pa.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True)
            tokens: list[Any] = []
            async for each in chunks:
                tokens.append(each.choices[0].delta.content)  # type: ignore[union-attr]
                script.reached.set()
    assert tokens == ["a", "b"]
    assert script.in_time


def test_the_first_event_of_a_deploy_reaches_a_sync_caller_before_the_next_is_sent() -> None:
    script = OneByOne(
        event({"stage": "warming-up"}, "progress"), event({"endpoint": {"id": "e"}}, "complete")
    )
    with Loopback(script) as server, pareta.Pareta(api_key=PARETA_KEY, base_url=server.url) as pa:
        names: list[str] = []
        for each in pa.endpoints.deploy(task="t"):
            names.append(each["event"])
            script.reached.set()
    assert names == ["progress", "complete"]
    assert script.in_time


@pytest.mark.anyio
async def test_the_first_event_of_a_run_reaches_an_async_caller_before_the_next_is_sent() -> None:
    first, last = ({"type": "task_run.state", "run": run(status)} for status in ("running", "completed"))
    script = OneByOne(event(first), event(last))
    with Loopback(script) as server:
        async with parallel.AsyncParallel(api_key=PARALLEL_KEY, base_url=server.url) as client:
            states: list[str] = []
            async for each in await client.task_run.events("trun_1"):
                states.append(each["run"]["status"])
                script.reached.set()
    assert states == ["running", "completed"]
    assert script.in_time


# --- lines that break


def test_a_run_that_could_not_be_sent_is_retried_by_the_sync_client(nobody: str) -> None:
    with parallel.Parallel(api_key=PARALLEL_KEY, base_url=nobody) as client:
        client.wire.clock = clock = FakeClock()
        with pytest.raises(parallel.APIConnectionError) as caught:
            client.task_run.create(input="a", processor="base")
    assert not isinstance(caught.value, parallel.OutcomeUnknownError)
    assert clock.sleeps == [0.25, 0.5]


@pytest.mark.anyio
async def test_a_run_that_could_not_be_sent_is_retried_by_the_async_client(nobody: str) -> None:
    async with parallel.AsyncParallel(api_key=PARALLEL_KEY, base_url=nobody) as client:
        client.wire.clock = clock = AsyncFakeClock()
        with pytest.raises(parallel.APIConnectionError) as caught:
            await client.task_run.create(input="a", processor="base")
    assert not isinstance(caught.value, parallel.OutcomeUnknownError)
    assert clock.sleeps == [0.25, 0.5]


def test_a_run_that_was_lost_on_the_way_is_not_sent_again() -> None:
    with Loopback(hang_up) as server, parallel.Parallel(api_key=PARALLEL_KEY, base_url=server.url) as client:
        with pytest.raises(parallel.OutcomeUnknownError) as caught:
            client.task_run.create(input="a", processor="base")
        assert [caught.value.idempotency_key] == [key.decode() for key in server.keys]


@pytest.mark.anyio
async def test_a_chat_that_was_lost_on_the_way_is_sent_again_with_its_key() -> None:
    body = httpx.Response(200, json=completion("Hello.")).content
    with Loopback(hang_up, hang_up, json_answer(body)) as server:
        async with pareta.AsyncPareta(api_key=PARETA_KEY, base_url=server.url) as pa:
            pa.wire.clock = AsyncFakeClock()
            found = await pa.chat.completions.create(model="ep_1", messages=MESSAGES)
    assert found.choices[0].message.content == "Hello."  # type: ignore[union-attr]
    assert len(server.keys) == 3
    assert len(set(server.keys)) == 1


@pytest.mark.parametrize("settings", [{"timeout": 0.05}, {"timeout": httpx.Timeout(5.0, read=0.05)}])
def test_no_response_within_the_clients_timeout_is_a_timeout_error(settings: dict[str, Any]) -> None:
    with (
        Loopback(silence) as server,
        pareta.Pareta(api_key=PARETA_KEY, base_url=server.url, max_retries=0, **settings) as pa,
        pytest.raises(pareta.APITimeoutError, match="timeout="),
    ):
        pa.models.list()


@pytest.mark.anyio
async def test_no_response_within_a_calls_timeout_is_a_timeout_error() -> None:
    with Loopback(silence) as server:
        async with pareta.AsyncPareta(api_key=PARETA_KEY, base_url=server.url, max_retries=0) as pa:
            with pytest.raises(pareta.APITimeoutError):
                await pa.models.list(timeout=0.05)


def test_a_stream_cut_by_the_server_is_an_error() -> None:
    def cut(connection: socket.socket) -> None:
        connection.sendall(EVENTS + chunk("a") + chunk("b")[:-9])

    with Loopback(cut) as server, pareta.Pareta(api_key=PARETA_KEY, base_url=server.url) as pa:
        chunks = pa.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True)
        assert next(iter(chunks)).choices
        with pytest.raises(pareta.ParetaError):
            next(iter(chunks))


def test_leaving_a_stream_early_hangs_up() -> None:
    gone = threading.Event()

    def endless(connection: socket.socket) -> None:
        connection.sendall(EVENTS + chunk("a"))
        if connection.recv(1) == b"":
            gone.set()

    with Loopback(endless) as server, pareta.Pareta(api_key=PARETA_KEY, base_url=server.url) as pa:
        with pa.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True) as chunks:
            for _ in chunks:
                break
        assert gone.wait(5.0)


def test_the_default_timeout_is_sixty_seconds_and_ten_to_connect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[dict[str, float]] = []

    def send(_: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        asked.append(request.extensions["timeout"])
        return httpx.Response(200, json=[], request=request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", send)
    with pareta.Pareta(api_key=PARETA_KEY) as pa:
        pa.endpoints.list()
        pa.with_options(timeout=5.0).endpoints.list()
        pa.endpoints.list(timeout=7.0)
    assert asked[0] == {"connect": 10.0, "read": 60.0, "write": 60.0, "pool": 60.0}
    assert [each["read"] for each in asked[1:]] == [5.0, 7.0]


def test_headers_of_the_caller_take_the_place_of_those_that_the_http_library_sends() -> None:
    with respx.mock() as router, pareta.Pareta(api_key=PARETA_KEY) as pa:
        route = router.get("https://api.pareta.ai/v1/endpoints").respond(json=[])
        pa.endpoints.list()
        pa.endpoints.list(extra_headers={"Accept-Encoding": "identity"})
    sent = [call.request.headers.get_list("accept-encoding") for call in route.calls]
    assert sent == [["gzip, deflate"], ["identity"]]


@pytest.mark.parametrize("using", ["httpcore", "httpx"])
def test_respx_mocks_a_client_without_an_http_client(using: str) -> None:
    with respx.mock(using=using) as router, pareta.Pareta(api_key=PARETA_KEY) as pa:
        router.get("https://api.pareta.ai/v1/endpoints").respond(json=[{"id": "ep_1"}])
        assert [endpoint.id for endpoint in pa.endpoints.list()] == ["ep_1"]
        with pytest.raises(respx.models.AllMockedAssertionError):
            pa.models.list()


def test_a_client_of_the_wrong_kind_is_refused_at_construction() -> None:
    with pytest.raises(TypeError, match="http_client"):
        pareta.AsyncPareta(api_key=PARETA_KEY, http_client=httpx.Client())  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="http_client"):
        pareta.Pareta(api_key=PARETA_KEY, http_client=httpx.AsyncClient())  # type: ignore[arg-type]


# --- only async


class Endless(httpx.AsyncByteStream):
    """Gives one token, then nothing, for as long as somebody waits."""

    def __init__(self) -> None:
        self.closed = False
        self.waiting = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield chunk("a")
        self.waiting.set()
        await asyncio.Event().wait()

    async def aclose(self) -> None:
        self.closed = True


def _pareta(respond: Callable[[httpx.Request], httpx.Response]) -> pareta.AsyncPareta:
    http = httpx.AsyncClient(transport=httpx.MockTransport(respond))
    return pareta.AsyncPareta(api_key=PARETA_KEY, http_client=http)


@pytest.mark.anyio
async def test_cancelling_a_reader_gives_the_connection_back() -> None:
    body = Endless()
    pa = _pareta(
        lambda request: httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=body)
    )

    async def read() -> None:
        async for _ in await pa.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True):
            pass

    reader = asyncio.create_task(read())
    await body.waiting.wait()
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    assert body.closed


@pytest.mark.anyio
async def test_other_calls_go_on_while_a_stream_waits() -> None:
    body = Endless()

    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=body)
        return httpx.Response(200, json=[])

    pa = _pareta(respond)
    async with await pa.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True) as chunks:
        reader = asyncio.create_task(anext(aiter(chunks)))
        assert (await reader).choices
        reader = asyncio.create_task(anext(aiter(chunks)))
        await body.waiting.wait()
        assert await pa.endpoints.list() == []
        reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reader


@pytest.mark.anyio
async def test_many_questions_at_once_share_one_client(pareta_sandbox: Any) -> None:
    async with pareta_sandbox.async_parallel() as client:
        found = await asyncio.gather(
            *[
                client.task_run.execute(input=f"country {index}", output="Its GDP", processor="core")
                for index in range(12)
            ]
        )
    assert len({each.run.run_id for each in found}) == 12
    assert len(pareta_sandbox.ledger.entries) == 12


@pytest.mark.anyio
async def test_reading_a_large_document_does_not_hold_up_the_event_loop(tmp_path: Any) -> None:
    path = tmp_path / "large.pdf"
    path.write_bytes(bytes(5 * 1024 * 1024))
    readers: set[int] = set()
    wire = Wire(
        respond(200, {"upload_url": "https://s.example.com/1", "storage_uri": "s3://1"}),
        respond(200, b""),
        respond(200, {"uri": "s3://1"}),
    )
    pa = _pareta(wire)
    clock = pa.wire.clock
    inner = clock.run_blocking

    async def watched(function: Callable[[], Any]) -> Any:
        def noted() -> Any:
            readers.add(threading.get_ident())
            return function()

        return await inner(noted)

    clock.run_blocking = watched  # type: ignore[method-assign]
    await pa.evals.sets.upload_document("es_1", path, idx=0, field_name="f")
    assert readers
    assert threading.get_ident() not in readers


# httpx's own generators are not run to their end when a stream is left early; trio warns of that.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_it_all_works_under_trio_too(pareta_sandbox: Any, tmp_path: Any) -> None:
    path = tmp_path / "large.pdf"
    path.write_bytes(bytes(5 * 1024 * 1024))
    async with pareta_sandbox.async_pareta() as pa:
        endpoint = await pa.endpoints.deploy(task="contract-key-fields", wait=True)
        chunks = await pa.chat.completions.create(model=endpoint.id, messages=MESSAGES, stream=True)
        assert [each async for each in chunks]
        made = await pa.evals.sets.create(task="contract-key-fields", items=[{"input": "a"}])
        assert (await pa.evals.sets.upload_document(made.id, path, idx=0, field_name="f")).uri
        found = await pa.evals.runs.create(eval_set=made, models=["qwen-vl-2"], wait=True, poll_interval=0.01)
        assert found.status == "completed"
    async with pareta_sandbox.async_parallel() as client:
        found = await client.task_run.execute(input="a", processor="base", output="A year")
        assert found.output.parsed


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_pauses_are_real_pauses_on_the_real_clock() -> None:
    wire = Wire(respond(503, retry_after="0.01"), stream(chunk("a"), DONE))
    pa = _pareta(wire)
    with anyio.fail_after(5.0):
        chunks = await pa.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True)
        assert len([each async for each in chunks]) == 1
    assert wire.used_up


def test_a_sync_stream_that_is_dropped_unread_can_be_closed() -> None:
    body = Chunks(chunk("a"))
    http = httpx.Client(
        transport=httpx.MockTransport(Wire(respond(200, body, content_type="text/event-stream")))
    )
    chunks = pareta.Pareta(api_key=PARETA_KEY, http_client=http).chat.completions.create(
        model="ep_1", messages=MESSAGES, stream=True
    )
    chunks.close()
    assert body.closed
