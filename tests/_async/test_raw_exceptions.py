"""Whatever an HTTP library or a transport of the user's raises, only errors of the SDK leave a call."""

from __future__ import annotations

import asyncio  # async-only
import signal
import ssl
from collections.abc import Callable, Iterator
from typing import Any

import h2.exceptions
import h11
import httpcore
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import parallel
import pareta
from pareta_core import SDKError
from tests._async.calls import PARALLEL, PARALLEL_STREAMS, PARETA, PARETA_STREAMS, FacadeCall
from tests.support import (
    MESSAGES,
    AsyncClients,
    AsyncEvents,
    Chunks,
    Wire,
    chunk,
    completion,
    respond,
    run,
    stream,
)

pytestmark = pytest.mark.anyio


class Odd(Exception):
    def __str__(self) -> str:
        raise RuntimeError("it has no text")


# fmt: off
RAW: dict[str, Callable[[], Exception]] = {
    "ValueError":             lambda: ValueError("invalid literal for int() with base 10: b'+5'"),
    "UnicodeDecodeError":     lambda: UnicodeDecodeError("ascii", b"\xff", 0, 1, "ordinal not in range(128)"),
    "OverflowError":          lambda: OverflowError("timestamp too large"),
    "KeyError":               lambda: KeyError(3),
    "TypeError":              lambda: TypeError("no bytes"),
    "RuntimeError":           lambda: RuntimeError("Event loop is closed"),
    "NotImplementedError":    lambda: NotImplementedError(),
    "OSError":                lambda: OSError(9, "Bad file descriptor"),
    "ConnectionResetError":   lambda: ConnectionResetError(104, "reset"),
    "TimeoutError":           lambda: TimeoutError("timed out"),
    "SSLError":               lambda: ssl.SSLError("bad record mac"),
    "EOFError":               lambda: EOFError(),
    "httpx.LocalProtocolError": lambda: httpx.LocalProtocolError("illegal header"),
    "httpx.InvalidURL":       lambda: httpx.InvalidURL("no host"),
    "httpx.StreamConsumed":   lambda: httpx.StreamConsumed(),
    "httpx.CookieConflict":   lambda: httpx.CookieConflict("two"),
    "httpcore.ReadError":     lambda: httpcore.ReadError("reset"),
    "httpcore.RemoteProtocolError": lambda: httpcore.RemoteProtocolError("no HTTP"),
    "h11.RemoteProtocolError": lambda: h11.RemoteProtocolError("no HTTP"),
    "h2.ProtocolError":       lambda: h2.exceptions.ProtocolError("bad frame"),
    "ExceptionGroup":         lambda: ExceptionGroup("several", [OSError("a"), ValueError("b")]),
    "StopAsyncIteration":     lambda: StopAsyncIteration(),
    "without a text":         lambda: Odd(),
}
# fmt: on
EVERY_CALL = [
    *(pytest.param("pareta", call, id=f"pareta {call}") for call in [*PARETA, *PARETA_STREAMS]),
    *(pytest.param("parallel", call, id=f"parallel {call}") for call in [*PARALLEL, *PARALLEL_STREAMS]),
]


def client_of(api: str, wire: Wire, **options: Any) -> Any:
    return AsyncClients.pareta(wire, **options) if api == "pareta" else AsyncClients.parallel(wire, **options)


async def outcome(call: FacadeCall, client: Any) -> Any:
    return await AsyncEvents.of(await call.make(client))


def raising_wire(make: Callable[[], Exception]) -> Wire:
    """Return a wire that raises after two minutes each time, so that a wait ends after a few polls."""

    def step(_: httpx.Request) -> Any:
        wire.clock.elapsed += 120.0
        raise make()

    wire = Wire(then=step)
    return wire


@pytest.mark.parametrize(("api", "call"), EVERY_CALL)
async def test_a_raw_exception_of_a_transport_becomes_an_error_of_the_sdk(api: str, call: FacadeCall) -> None:
    for name, make in RAW.items():
        root = pareta.ParetaError if api == "pareta" else parallel.ParallelError
        wire = raising_wire(make)
        with pytest.raises(root) as caught:
            await outcome(call, client_of(api, wire, max_retries=0))
        assert isinstance(caught.value, SDKError), name
        assert wire.requests, name


@pytest.mark.parametrize("make", RAW.values(), ids=RAW)
async def test_what_comes_after_sending_counts_as_sent(make: Callable[[], Exception]) -> None:
    wire = Wire(then=make())
    with pytest.raises(parallel.OutcomeUnknownError) as caught:
        await AsyncClients.parallel(wire).task_run.create(input="a", processor="base")
    assert len(wire.requests) == 1
    assert caught.value.idempotency_key == wire.keys[0]


@pytest.mark.parametrize("make", RAW.values(), ids=RAW)
async def test_a_call_that_may_be_repeated_is(make: Callable[[], Exception]) -> None:
    wire = Wire(make(), respond(200, completion()))
    await AsyncClients.pareta(wire).chat.completions.create(model="ep_1", messages=MESSAGES)
    assert len(wire.requests) == 2
    assert len(set(wire.keys)) == 1


@pytest.mark.parametrize("make", [each for name, each in RAW.items() if name != "StopAsyncIteration"])
async def test_a_raw_exception_in_a_body_is_a_lost_connection(make: Callable[[], Exception]) -> None:
    wire = Wire(respond(200, Chunks(b'{"id": ', make())), respond(200, completion()))
    await AsyncClients.pareta(wire).chat.completions.create(model="ep_1", messages=MESSAGES)
    assert len(wire.requests) == 2

    wire = Wire(respond(202, Chunks(b'{"run_id": ', make())))
    with pytest.raises(parallel.OutcomeUnknownError):
        await AsyncClients.parallel(wire).task_run.create(input="a", processor="base")

    wire = Wire(stream(chunk("a"), make()))
    events = await AsyncClients.pareta(wire).chat.completions.create(
        model="m", messages=MESSAGES, stream=True
    )
    with pytest.raises(pareta.ParetaError) as caught:
        await AsyncEvents.of(events)
    assert caught.value.partial == "a"


class Unclosable(Chunks):
    async def aclose(self) -> None:
        raise RuntimeError("it cannot be closed")


async def test_a_stream_that_cannot_be_closed_is_left_without_an_error() -> None:
    response = respond(200, Unclosable(chunk("a"), chunk("b")), content_type="text/event-stream")
    client = AsyncClients.pareta(Wire(response))
    events = await client.chat.completions.create(model="m", messages=MESSAGES, stream=True)
    assert (await anext(events)).choices[0].delta.content == "a"
    await events.aclose()


@pytest.mark.parametrize(
    "kind",
    [
        KeyboardInterrupt,
        SystemExit,
        GeneratorExit,
        asyncio.CancelledError,  # async-only
    ],
)
async def test_what_ends_the_program_or_the_task_passes_through(kind: type[BaseException]) -> None:
    def interrupt(_: httpx.Request) -> Any:
        raise kind

    with pytest.raises(kind):
        await AsyncClients.parallel(Wire(interrupt)).task_run.create(input="a", processor="base")


class TimeLimitExceeded(Exception):
    """What a worker raises in a job that takes too long."""


class Worker:
    """It limits the time of its jobs by a signal. What its handler raises may be of any class."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def handle(self, *_: object) -> None:
        raise self.error

    def exceed(self, *_: object) -> Any:
        before = signal.signal(signal.SIGTERM, self.handle)
        signal.raise_signal(signal.SIGTERM)
        # (The handler raises here, and is still installed then.)
        signal.signal(signal.SIGTERM, before)


class Exceeding(Chunks):
    """A body during which the time limit of a worker is exceeded."""

    worker: Worker

    def __iter__(self) -> Iterator[bytes]:
        yield from super().__iter__()
        self.worker.exceed()


@pytest.fixture
def no_handler() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("no_handler")
@pytest.mark.parametrize(
    "error", [TimeLimitExceeded("limit"), TimeoutError("limit"), ValueError("limit")], ids=repr
)
@pytest.mark.parametrize("place", ["head", "body", "stream"])
async def test_what_a_signal_handler_raises_passes_through_with_a_note(error: Exception, place: str) -> None:
    worker = Worker(error)
    body = Exceeding(b'{"run_id": ' if place == "body" else chunk("a"))
    body.worker = worker
    kind = "application/json" if place == "body" else "text/event-stream"
    wire = Wire(worker.exceed if place == "head" else respond(200, body, content_type=kind))
    chat = AsyncClients.pareta(wire).chat.completions
    with pytest.raises(type(error)) as caught:
        await AsyncEvents.of(await chat.create(model="m", messages=MESSAGES, stream=place == "stream"))
    assert caught.value is error
    assert f"idempotency_key={wire.keys[0]!r}" in str(error.__notes__)
    assert len(wire.requests) == 1


@pytest.mark.usefixtures("no_handler")
async def test_what_a_signal_handler_raises_ends_a_wait() -> None:
    wire = Wire(respond(202, run()), Worker(TimeLimitExceeded("limit")).exceed)
    with pytest.raises(TimeLimitExceeded) as caught:
        await AsyncClients.parallel(wire).task_run.execute(input="a", processor="base")
    assert "task_run.result('trun_1')" in caught.value.__notes__[-1]


async def test_an_assertion_of_a_mock_passes_through() -> None:
    with pytest.raises(AssertionError, match="nothing more was to be sent"):
        await AsyncClients.parallel(Wire()).task_run.create(input="a", processor="base")


async def test_an_assertion_of_a_mock_that_builds_the_request_passes_through() -> None:
    def objects(*_: object, **__: object) -> Any:
        raise AssertionError("not this request")

    http = httpx.AsyncClient(transport=httpx.MockTransport(Wire()))
    http.build_request = objects  # type: ignore[method-assign,assignment]  # a test might do that
    with pytest.raises(AssertionError, match="not this request"):
        await parallel.AsyncParallel(api_key="k" * 8, http_client=http).task_run.create(
            input="a", processor="base"
        )


async def test_an_assertion_of_a_mock_that_is_closed_passes_through() -> None:
    class Body(httpx.AsyncByteStream):
        async def __aiter__(self) -> Any:
            yield b"{}"

        async def aclose(self) -> None:
            raise AssertionError("not closed like this")

    class Mock(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(202, stream=Body(), request=request)

    client = parallel.AsyncParallel(api_key="k" * 8, http_client=httpx.AsyncClient(transport=Mock()))
    with pytest.raises(AssertionError, match="not closed like this"):
        await client.task_run.create(input="a", processor="base")


async def test_an_event_hook_that_raises_for_a_status_gives_the_error_of_the_status() -> None:
    async def hook(response: httpx.Response) -> None:
        response.raise_for_status()

    wire = Wire(then=respond(402, {"detail": "no credit"}, content_encoding="identity"))
    transport = httpx.MockTransport(wire)
    async with httpx.AsyncClient(transport=transport, event_hooks={"response": [hook]}) as http:
        client = parallel.AsyncParallel(api_key="k" * 8, http_client=http)
        with pytest.raises(parallel.InsufficientCreditsError) as caught:
            await client.task_run.create(input="a", processor="base")
    assert caught.value.request_id == "req_7f3a"


async def test_a_request_that_cannot_be_built_is_told_before_anything_is_sent() -> None:
    http = httpx.AsyncClient(transport=httpx.MockTransport(Wire()))
    http.build_request = broken  # type: ignore[method-assign,assignment]  # a subclass might do that
    with pytest.raises(parallel.ParallelError, match="nothing can be sent there: no header") as caught:
        await parallel.AsyncParallel(api_key="k" * 8, http_client=http).task_run.create(
            input="a", processor="base"
        )
    assert not isinstance(caught.value, parallel.APIConnectionError)


def broken(*_: object, **__: object) -> Any:
    raise UnicodeError("no header")


# --- fuzz: settings and options

ODD: Any = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.binary(max_size=6),
    st.lists(st.text(max_size=4), max_size=2),
    st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=2),
    st.dictionaries(st.integers(), st.floats(), max_size=2),
)
HEADERS: Any = st.dictionaries(
    st.sampled_from(
        ["Host", "content-length", "Transfer-Encoding", "connection", "x-a", "é", "a b", "", "x\r\n"]
    ),
    st.one_of(st.text(max_size=8), st.sampled_from(["5", "chunked", "close", "a\r\nb: c", "\x00", "é"]), ODD),
    max_size=2,
)
HOSTS: Any = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["a" * 70, "localhost.", "a..b", ".", "*", "127.1", "[::1]", "[::1%25lo]", "[", "xn--a", "é", "a b", "a:0",
         "a:65536", "a:-1", "a:x", "@", "a@b", "a?b", "a#b", "a\\b", "[v1.a]", "１２７.0.0.1"]
    ),
)  # fmt: skip
OPTIONS = (
    "timeout",
    "extra_headers",
    "extra_query",
    "extra_body",
    "idempotency_key",
    "stall_timeout",
    "unknown",
)


ODD_SETTINGS: Any = st.fixed_dictionaries(
    {},
    optional={
        "base_url": st.one_of(st.builds("http://{}/{}".format, HOSTS, st.text(max_size=4)), ODD),
        "timeout": ODD,
        "max_retries": ODD,
        "default_headers": st.one_of(HEADERS, ODD),
    },
)
ODD_OPTIONS: Any = st.fixed_dictionaries(
    {}, optional={name: st.one_of(HEADERS, ODD) if name == "extra_headers" else ODD for name in OPTIONS}
)


# (It warns of a key in clear text, too.)
@pytest.mark.filterwarnings("ignore:base_url:UserWarning")
@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(client=st.one_of(st.just({}), ODD_SETTINGS), options=ODD_OPTIONS)
async def test_odd_settings_and_options_are_refused_or_work(
    client: dict[str, Any], options: dict[str, Any]
) -> None:
    wire = Wire(then=respond(202, run()))
    try:
        made = AsyncClients.parallel(wire, **client)
        found = await made.task_run.create(input="a", processor="base", **options)
    except (TypeError, ValueError, parallel.ParallelError) as error:
        assert str(error), "it says what is wrong"  # noqa: PT017  # either outcome is right
        assert not wire.requests
    else:
        assert found.run_id == "trun_1"
        [sent] = wire.requests
        assert sent.headers.get_list("content-length") == [str(len(sent.content))]
        assert "transfer-encoding" not in sent.headers
