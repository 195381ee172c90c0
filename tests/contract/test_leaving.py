"""Leaving in the middle: cancelled, interrupted, closed from elsewhere. Real sockets, and nothing is collected.

A server brings a call to a moment and stops there; the program leaves; then the line has to be free. How clients of
one program share connections is in test_real_programs.py, when bytes arrive is in test_facades_sockets.py.
"""

from __future__ import annotations

import gc
import json
import select
import socket
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Self, TypeAlias

import anyio
import anyio.to_thread
import httpcore
import pytest
import trustme
from anyio.lowlevel import checkpoint

import parallel
import pareta
from pareta_core import SDKError
from pareta_core.clock import AsyncClock, Clock
from tests.support import GROUP, MESSAGES, PARALLEL_KEY, PARETA_KEY, chunk, eval_run, event, run

# Where the HTTP library's own generators are dropped before their end, trio says so; no connection hangs on them.
pytestmark = pytest.mark.filterwarnings("ignore:Async generator 'http(x|core):ResourceWarning")

TEST_TIMEOUT = 10.0  # only a failing test waits for so long


@pytest.fixture(scope="module")
def one_certificate() -> Iterator[str]:
    """Reading all of the machine's takes longer than most of these tests, and none is needed here."""
    with trustme.CA().cert_pem.tempfile() as path:
        yield path


@pytest.fixture(autouse=True)
def nothing_is_collected(one_certificate: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SSL_CERT_FILE", one_certificate)
    gc.disable()
    yield
    gc.enable()


# --- what holds a connection


@dataclass(frozen=True)
class Use:
    """A call: the request that is brought to the moment, the first event of its answer, what "not yet" is there."""

    name: str
    request: str
    ask: Callable[[Any], Any] = field(repr=False)
    first: bytes = b""
    not_yet: tuple[int, Any] | None = None
    resumed: bool = False

    @property
    def of_pareta(self) -> bool:
        return not self.request.startswith(("GET /v1/tasks/", "POST /v1/tasks/"))

    @property
    def is_stream(self) -> bool:
        """Whether the caller reads events."""
        return self.first != b"" and self.name != "deploy, waiting"


RUN_EVENT = event({"type": "task_run.state", "event_id": "e1", "run": run("running")})
PROGRESS = event({"stage": "warming-up"}, "progress")
STILL_RUNNING = 408, {"type": "error", "error": {"ref_id": "ref_408", "message": "the run is still active"}}
STARTING = 200, {"id": "ep_1", "name": "ep_1", "status": "starting", "model": "m", "taskName": "t"}

STREAMS = [
    Use(
        "chat",
        "POST /v1/chat/completions",
        lambda client: client.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True),
        first=chunk("a"),
    ),
    Use("deploy", "POST /v1/endpoints", lambda client: client.endpoints.deploy(task="t"), first=PROGRESS),
    Use(
        "run events",
        "GET /v1/tasks/runs/trun_1/events",
        lambda client: client.task_run.events("trun_1"),
        first=RUN_EVENT,
        resumed=True,
    ),
    Use(
        "group events",
        "GET /v1/tasks/groups/tgrp_1/events",
        lambda client: client.task_group.events("tgrp_1"),
        first=RUN_EVENT,
        resumed=True,
    ),
    Use(
        "group runs",
        "GET /v1/tasks/groups/tgrp_1/runs",
        lambda client: client.task_group.get_runs("tgrp_1"),
        first=RUN_EVENT,
        resumed=True,
    ),
]
WAITS = [
    Use(
        "execute, starting",
        "POST /v1/tasks/runs",
        lambda client: client.task_run.execute(input="a", processor="base"),
    ),
    Use(
        "execute, waiting",
        "GET /v1/tasks/runs/trun_1/result",
        lambda client: client.task_run.execute(input="a", processor="base"),
        not_yet=STILL_RUNNING,
    ),
    Use(
        "deploy, waiting",
        "POST /v1/endpoints",
        lambda client: client.endpoints.deploy(task="t", wait=True),
        first=PROGRESS,
    ),
    Use(
        "endpoint, waiting",
        "GET /v1/endpoints/ep_1",
        lambda client: client.endpoints.wait("ep_1"),
        not_yet=STARTING,
    ),
    Use(
        "eval, waiting",
        "GET /v1/eval-runs/er_1",
        lambda client: client.evals.runs.wait("er_1"),
        not_yet=(200, eval_run("running")),
    ),
]


# --- how far it gets


@dataclass(frozen=True)
class Step:
    """What the server does with a request: sends these bytes, then is silent, hangs up, or is there for the next."""

    sends: bytes
    then: Literal["silence", "hang up", "next"]


def json_answer(status: int, body: Any, **headers: str) -> bytes:
    content = json.dumps(body).encode()
    fields = {"content-type": "application/json", "content-length": str(len(content)), **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Whatever\r\n{lines}\r\n".encode() + content


def event_stream(content: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    return head + b"%x\r\n%b\r\n" % (len(content), content)


BEFORE_THE_HEAD = "before the head"
BETWEEN_EVENTS = "between events"
IN_AN_EVENT = "in an event"
IN_THE_BODY = "in the body"
BEFORE_A_RETRY = "in the pause before a retry"
BETWEEN_LOOKS = "between two looks"
BEFORE_RESUMING = "in the pause before a stream is taken up again"
RESUMING = "while a stream is taken up again"

IN_A_PAUSE = (BEFORE_A_RETRY, BETWEEN_LOOKS, BEFORE_RESUMING)


def script(use: Use, moment: str) -> list[Step]:
    """Return what happens to the requests of this use, up to the moment."""
    silent, cut = Step(b"", "silence"), Step(event_stream(use.first + b"data: {"), "hang up")
    refused = Step(json_answer(503, {"detail": "not now"}, retry_after="30"), "next")
    status, body = use.not_yet or (0, None)
    return {
        BEFORE_THE_HEAD: [silent],
        BETWEEN_EVENTS: [Step(event_stream(use.first), "silence")],
        IN_AN_EVENT: [Step(event_stream(use.first + b'data: {"ty'), "silence")],
        IN_THE_BODY: [Step(json_answer(200, run())[:-9], "silence")],
        BEFORE_A_RETRY: [refused],
        BETWEEN_LOOKS: [Step(json_answer(status, body), "next")],
        BEFORE_RESUMING: [cut],
        RESUMING: [cut, silent],
    }[moment]


Case: TypeAlias = tuple[Use, str]


def cases() -> list[Any]:
    """Return every use at every moment that it has."""
    found: list[Case] = []
    for use in (*STREAMS, *WAITS):
        found += [(use, BEFORE_THE_HEAD), (use, BEFORE_A_RETRY)]
        found += [(use, moment) for moment in (BETWEEN_EVENTS, IN_AN_EVENT) if use.first]
        found += [(use, IN_THE_BODY)] if not use.first else []
        found += [(use, BETWEEN_LOOKS)] if use.not_yet else []
        found += [(use, moment) for moment in (BEFORE_RESUMING, RESUMING) if use.resumed]
    return [pytest.param(*each, id=f"{each[0].name}, {each[1]}") for each in found]


def open_streams() -> list[Any]:
    """Return those moments at which the caller has a stream in hand."""
    late = (BETWEEN_EVENTS, IN_AN_EVENT, BEFORE_RESUMING, RESUMING)
    return [each for each in cases() if each.values[0].is_stream and each.values[1] in late]


each_case = pytest.mark.parametrize(("use", "moment"), cases())
each_open_stream = pytest.mark.parametrize(("use", "moment"), open_streams())
each_stream = pytest.mark.parametrize("use", [pytest.param(use, id=use.name) for use in STREAMS])
each_backend = pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])


# --- the server


class Stage:
    """Brings a use to its moment, and answers everything else, so that another call can be made."""

    OTHERS: ClassVar[dict[str, Any]] = {
        "GET /v1/models": {"object": "list", "data": []},
        "POST /v1/tasks/runs": run(),
        "GET /v1/tasks/runs/trun_1": run(),
        "GET /v1/tasks/groups/tgrp_1": GROUP,
    }

    def __init__(self, use: Use, moment: str) -> None:
        self._use, self.moment, self._script = use, moment, script(use, moment)
        self.reached, self.left = threading.Event(), threading.Event()
        self.asked = 0
        self._silent: socket.socket | None = None
        self.expected = len(self._script)
        self._open, self._changed = 0, threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def _accept(self) -> None:
        with suppress(OSError):  # the listener is closed
            while True:
                line, _ = self._listener.accept()
                with self._changed:
                    self._open += 1
                self._threads.append(threading.Thread(target=self._converse, args=(line,), daemon=True))
                self._threads[-1].start()

    def _converse(self, line: socket.socket) -> None:
        line.settimeout(TEST_TIMEOUT)
        with line, suppress(ConnectionError, TimeoutError):
            while request := self._read(line):
                step = self._step(request)
                line.sendall(step.sends)
                if step.then == "silence":
                    self._be_silent(line)
                if step.then != "next":
                    break
        with self._changed:
            self._open -= 1
            self._changed.notify_all()

    def go_on(self) -> None:
        """End the silence with the head of a stream and an event."""
        assert self._silent is not None
        with suppress(OSError):
            self._silent.sendall(event_stream(self._use.first))

    def _be_silent(self, line: socket.socket) -> None:
        self._silent = line
        self.reached.set()
        gone = False
        with suppress(ConnectionResetError):
            gone = True
            while line.recv(4096):
                gone = True
        if gone:
            self.left.set()

    @staticmethod
    def _read(line: socket.socket) -> str:
        data = b""
        while b"\r\n\r\n" not in data:
            if not (piece := line.recv(65_536)):
                return ""
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        while len(body) < length:
            body += line.recv(65_536)
        return " ".join(head.decode().split("\r\n")[0].split(" ")[:2]).partition("?")[0]

    def _step(self, request: str) -> Step:
        if request == self._use.request:
            self.asked += 1
            if self._script:
                return self._script.pop(0)
        return Step(json_answer(200, self.OTHERS.get(request, {})), "next")

    def all_closed(self) -> bool:
        """Return whether no connection is left, after a short wait: a hang-up takes a moment to be seen."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._open, TEST_TIMEOUT)

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *exc: object) -> None:
        # (A listener's accept ends by a shutdown, not by its being closed in another thread.)
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(TEST_TIMEOUT)


def in_use(client: Any) -> list[str]:
    """Return the connections and requests that a client's pool takes for busy."""
    return [str(each) for transport in client.wire._http._transports.values() for each in transport._busy]


def check_left(stage: Stage, client: Any) -> None:
    """After leaving: the server knows, the pool is free, and nothing more was asked for."""
    if stage.moment not in IN_A_PAUSE:
        assert stage.left.wait(TEST_TIMEOUT), "the server was not told"
    assert in_use(client) == []
    assert stage.asked == stage.expected


# --- async


class PausingClock(AsyncClock):
    """Notes that a program pauses, and lets it pause until it is woken up. The first pauses may be skipped."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._skipped = stage, int(stage.moment == RESUMING)
        self.awake = anyio.Event()

    async def sleep(self, seconds: float) -> None:
        if self._skipped:
            self._skipped -= 1
            await checkpoint()
            return
        self._stage.reached.set()
        await self.awake.wait()


def async_client(use: Use, stage: Stage) -> Any:
    kind: Any = pareta.AsyncPareta if use.of_pareta else parallel.AsyncParallel
    client = kind(api_key=PARETA_KEY if use.of_pareta else PARALLEL_KEY, base_url=stage.url)
    client.wire.clock = PausingClock(stage)
    return client


class Caller:
    """Makes a call and reads it to its end; keeps all that it holds, so that nothing is freed by being dropped."""

    def __init__(self, use: Use, client: Any) -> None:
        self._use, self._client = use, client
        self.stream: Any = None
        self.events: list[Any] = []
        self.error: BaseException | None = None
        self.begun, self.ended = threading.Event(), threading.Event()

    async def call(self) -> None:
        try:
            found = await self._use.ask(self._client)
            if self._use.is_stream:
                self.stream = found
                async for each in found:
                    self.events.append(each)
                    self.begun.set()
        except SDKError as error:
            self.error = error
        except BaseException as error:
            self.error = error
            raise
        finally:
            self.ended.set()

    def call_sync(self) -> None:
        try:
            found = self._use.ask(self._client)
            if self._use.is_stream:
                self.stream = found
                for each in found:
                    self.events.append(each)
                    self.begun.set()
        except (SDKError, KeyboardInterrupt) as error:
            self.error = error
        finally:
            self.ended.set()


async def brought_to_the_moment(stage: Stage) -> None:
    assert await anyio.to_thread.run_sync(stage.reached.wait, TEST_TIMEOUT), "it never came to that"
    await anyio.wait_all_tasks_blocked()


@asynccontextmanager
async def called(
    use: Use, moment: str
) -> AsyncGenerator[tuple[Stage, Any, Caller, anyio.abc.TaskGroup], None]:
    """Yield a call of this use in a task of its own, brought to the moment. It has to end with the context."""
    with Stage(use, moment) as stage, anyio.fail_after(TEST_TIMEOUT * 2):
        client = async_client(use, stage)
        caller = Caller(use, client)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(caller.call)
            await brought_to_the_moment(stage)
            yield stage, client, caller, tasks
        # (trio: what it says of generators that were never run to their end is httpx's; nothing hangs on it.)
        await client.aclose()
        assert stage.all_closed(), "a connection outlived its client"


async def another_call(use: Use, client: Any) -> None:
    if use.of_pareta:
        await client.models.list()
    else:
        await client.task_run.retrieve("trun_1")


@each_backend
@each_case
@pytest.mark.anyio
async def test_cancelling_a_task_frees_its_connection(use: Use, moment: str) -> None:
    async with called(use, moment) as (stage, client, caller, tasks):
        tasks.cancel_scope.cancel()
        with anyio.CancelScope(shield=True):
            assert await anyio.to_thread.run_sync(caller.ended.wait, TEST_TIMEOUT)
            assert caller.error is not None
            assert not isinstance(caller.error, SDKError)
            await anyio.to_thread.run_sync(check_left, stage, client)
            await another_call(use, client)


@each_backend
@each_open_stream
@pytest.mark.anyio
async def test_closing_a_stream_from_another_task_frees_its_connection(use: Use, moment: str) -> None:
    async with called(use, moment) as (stage, client, caller, _):
        assert await anyio.to_thread.run_sync(caller.begun.wait, TEST_TIMEOUT)
        await caller.stream.aclose()
        client.wire.clock.awake.set()
        if moment == RESUMING:  # there is no stream to be closed yet, and when there is one it is
            stage.go_on()
        assert await anyio.to_thread.run_sync(caller.ended.wait, TEST_TIMEOUT), "the loop goes on"
        await anyio.to_thread.run_sync(check_left, stage, client)
        await another_call(use, client)
    assert caller.error is None or isinstance(caller.error, SDKError)
    assert len(caller.events) == 1, "nothing is given by a stream that is closed"


@each_backend
@each_case
@pytest.mark.anyio
async def test_closing_the_client_from_another_task_ends_its_calls(use: Use, moment: str) -> None:
    async with called(use, moment) as (stage, client, caller, _):
        await client.aclose()
        client.wire.clock.awake.set()
        assert await anyio.to_thread.run_sync(stage.all_closed)
    assert isinstance(caller.error, SDKError)
    assert stage.asked == stage.expected, "nothing is sent by a client that is closed"


@each_backend
@each_stream
@pytest.mark.parametrize("leave", ["break", "raise", "aclose"])
@pytest.mark.anyio
async def test_leaving_a_loop_over_a_stream_frees_its_connection(use: Use, leave: str) -> None:
    with Stage(use, BETWEEN_EVENTS) as stage:
        async with async_client(use, stage) as client:
            with suppress(KeyError):
                async with await use.ask(client) as events:
                    async for _ in events:
                        if leave == "break":
                            break
                        if leave == "raise":
                            raise KeyError("a mistake in the program")
                        await events.aclose()
                        break
            await anyio.to_thread.run_sync(check_left, stage, client)
            await another_call(use, client)
        assert stage.all_closed()


# --- sync


class RingingClock(Clock):
    """Notes that a program pauses, then does something."""

    def __init__(self, stage: Stage, then: Callable[[], object]) -> None:
        self._stage, self._then, self._skipped = stage, then, int(stage.moment == RESUMING)

    def sleep(self, seconds: float) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        self._stage.reached.set()
        self._then()


def interrupt() -> None:
    raise KeyboardInterrupt


def sync_client(use: Use, stage: Stage, then: Callable[[], object] = interrupt) -> Any:
    kind: Any = pareta.Pareta if use.of_pareta else parallel.Parallel
    client = kind(api_key=PARETA_KEY if use.of_pareta else PARALLEL_KEY, base_url=stage.url)
    client.wire.clock = RingingClock(stage, then)
    return client


def another_sync_call(use: Use, client: Any) -> None:
    if use.of_pareta:
        client.models.list()
    else:
        client.task_run.retrieve("trun_1")


class InterruptedStream(httpcore.NetworkStream):
    """A connection whose read raises KeyboardInterrupt where it would wait for bytes that the server does not send.

    The event is shared by the connections of a test, so that only one read is interrupted.
    """

    def __init__(self, stream: httpcore.NetworkStream, stage: Stage, interrupted: threading.Event) -> None:
        self._stream, self._stage, self._interrupted = stream, stage, interrupted

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        sock = self._stream.get_extra_info("socket")
        while not self._interrupted.is_set() and not select.select([sock], [], [], 0.002)[0]:
            # (What was sent before the silence is readable once the silence is reported.)
            if self._stage.reached.is_set() and not select.select([sock], [], [], 0)[0]:
                self._interrupted.set()
                raise KeyboardInterrupt
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def interrupt_the_silence(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupt the program once, when it waits for bytes that the server does not send."""
    connect_tcp = httpcore.SyncBackend.connect_tcp
    interrupted = threading.Event()

    def connect(backend: httpcore.SyncBackend, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        return InterruptedStream(connect_tcp(backend, *args, **kwargs), stage, interrupted)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)


@each_case
def test_interrupting_a_program_frees_the_connection(
    use: Use, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Stage(use, moment) as stage, sync_client(use, stage) as client:
        if moment not in IN_A_PAUSE:  # there the clock does it
            interrupt_the_silence(stage, monkeypatch)
        caller = Caller(use, client)
        caller.call_sync()
        assert isinstance(caller.error, KeyboardInterrupt)
        check_left(stage, client)
        another_sync_call(use, client)
        client.close()
        assert stage.all_closed()


@each_stream
@pytest.mark.parametrize("leave", ["break", "raise", "close"])
def test_leaving_a_sync_loop_over_a_stream_frees_its_connection(use: Use, leave: str) -> None:
    with Stage(use, BETWEEN_EVENTS) as stage:
        with sync_client(use, stage) as client:
            with suppress(KeyError), use.ask(client) as events:
                for _ in events:
                    if leave == "break":
                        break
                    if leave == "raise":
                        raise KeyError("a mistake in the program")
                    events.close()
                    break
            check_left(stage, client)
            another_sync_call(use, client)
        assert stage.all_closed()


@contextmanager
def called_in_a_thread(
    use: Use, moment: str
) -> Generator[tuple[Stage, Any, Caller, threading.Event], None, None]:
    """Yield a call of this use in a thread of its own, brought to the moment. It has to end with the context."""
    awake = threading.Event()
    with Stage(use, moment) as stage:
        client = sync_client(use, stage, lambda: awake.wait(TEST_TIMEOUT))
        caller = Caller(use, client)
        thread = threading.Thread(target=caller.call_sync, daemon=True)
        thread.start()
        assert stage.reached.wait(TEST_TIMEOUT), "it never came to that"
        yield stage, client, caller, awake
        thread.join(TEST_TIMEOUT)
        assert not thread.is_alive(), "the call goes on"
        client.close()
        assert stage.all_closed(), "a connection outlived its client"


@each_open_stream
def test_closing_a_stream_from_another_thread_frees_its_connection(use: Use, moment: str) -> None:
    with called_in_a_thread(use, moment) as (stage, client, caller, awake):
        assert caller.begun.wait(TEST_TIMEOUT)
        caller.stream.close()
        awake.set()
        if moment == RESUMING:
            stage.go_on()
        assert caller.ended.wait(TEST_TIMEOUT), "the loop goes on"
        check_left(stage, client)
    assert caller.error is None or isinstance(caller.error, SDKError)
    assert len(caller.events) == 1, "nothing is given by a stream that is closed"


@each_case
def test_closing_the_client_from_another_thread_ends_its_calls(use: Use, moment: str) -> None:
    with called_in_a_thread(use, moment) as (stage, client, caller, awake):
        client.close()
        awake.set()
        assert stage.all_closed()
    assert isinstance(caller.error, SDKError)
    assert stage.asked == stage.expected, "nothing is sent by a client that is closed"
