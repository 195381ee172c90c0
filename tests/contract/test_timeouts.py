"""What `timeout=` bounds, on sockets: whole responses, heads of streams, each wait of an upload. Servers that drip."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

import httpx
import pytest

import parallel
import pareta
from pareta_core import SDKError
from pareta_core.clock import AsyncClock, Clock
from tests.contract.loopback import TEST_TIMEOUT, Async, How, Server, list_models
from tests.support import MESSAGES, chunk, result

pytestmark = pytest.mark.usefixtures("bare_environment")

OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_1\r\n"
LIST = json.dumps({"object": "list", "data": [{"id": "ep_1"}]}).encode()
_DRIP_SECONDS = 0.02
SHORT = 0.5


def drops(data: bytes) -> Iterator[bytes]:
    """Return the data in forty drops, which take longer than any timeout here."""
    size = len(data) // 40 + 1
    return (data[begin : begin + size] for begin in range(0, len(data), size))


def in_chunks(body: bytes) -> Iterator[bytes]:
    yield OK + b"transfer-encoding: chunked\r\n\r\n"
    for drop in drops(body):
        yield b"%x\r\n%b\r\n" % (len(drop), drop)
    yield b"0\r\n\r\n"


class DrippingServer(Server):
    """Sends a response drop by drop. `left` says that the client closed the connection."""

    def __init__(self, response: Callable[[], Iterator[bytes]]) -> None:
        super().__init__()
        self._response = response
        self.left = threading.Event()

    def talk(self, line: socket.socket) -> None:
        try:
            while self.head_of_request(line):
                for drop in self._response():
                    line.sendall(drop)
                    self.pause(line)
        finally:
            self.left.set()

    @staticmethod
    def pause(line: socket.socket) -> None:
        """Wait a moment. Raise `OSError` if the client leaves meanwhile."""
        line.settimeout(_DRIP_SECONDS)
        with suppress(TimeoutError):
            if not line.recv(1):
                raise OSError("the client left")
        line.settimeout(TEST_TIMEOUT)


LONG = LIST + b" " * 400
Response = Callable[[], Iterator[bytes]]
HEAD: Response = lambda: drops(OK + b"x-more: %b\r\n" % (b"a" * 400))  # noqa: E731  # rows of one table
BODIES: dict[str, Response] = {
    "a length": lambda: chain([OK + b"content-length: %d\r\n\r\n" % len(LONG)], drops(LONG)),
    "chunks": lambda: in_chunks(LONG),
    "until close": lambda: chain([OK + b"\r\n"], drops(LONG)),
    "gzip": lambda: chain(
        [OK + b"content-encoding: gzip\r\n\r\n"], drops(b"".join(gzip.compress(LIST) for _ in range(20)))
    ),
}
bodies = pytest.mark.parametrize("response", BODIES.values(), ids=[name.replace(" ", "-") for name in BODIES])


def on_real_time(program: Callable[[Any], list[Any]]) -> Callable[[Any], list[Any]]:
    def run(client: Any) -> list[Any]:
        client.wire.clock = AsyncClock() if isinstance(client.wire.clock, AsyncClock) else Clock()
        return program(client)

    return run


def late(how: How, server: DrippingServer, api: str = "pareta", **settings: Any) -> Any:
    """Return the error of a call that gets no response in time. Its connection is closed at once."""
    call: Callable[[Any], object] = settings.pop("call", list_models)

    def program(client: Any) -> list[Any]:
        with pytest.raises(SDKError) as caught:
            call(client)
        return [caught.value]

    with server:
        [error] = how.run(api, server.url, on_real_time(program), max_retries=0, **settings)
        assert server.left.wait(TEST_TIMEOUT)
    return error


@bodies
def test_a_number_bounds_a_call_to_the_last_byte_of_its_body(how: How, response: Response) -> None:
    error = late(how, DrippingServer(response), timeout=SHORT)
    assert type(error) is pareta.APITimeoutError
    assert (
        f"listModels) timed out (the response did not arrive within {SHORT} s, the limit of timeout="
        in str(error)
    )
    assert "(request id req_1)" in str(error)
    assert error.request_id == "req_1"


def test_a_number_bounds_a_call_whose_head_drips(how: How) -> None:
    error = late(how, DrippingServer(HEAD), timeout=SHORT)
    assert type(error) is pareta.APITimeoutError
    assert f"did not arrive within {SHORT} s, the limit of timeout=). Raise timeout=" in str(error)


def test_a_number_bounds_the_sending_of_a_body(how: How) -> None:
    class SlowReader(DrippingServer):
        def talk(self, line: socket.socket) -> None:
            with suppress(OSError):
                while line.recv(256 * 1024):
                    self.left.wait(_DRIP_SECONDS)
            self.left.set()

    messages = [{"role": "user", "content": "x" * 30_000_000}]
    error = late(
        how,
        SlowReader(HEAD),
        timeout=SHORT,
        call=lambda client: client.chat.completions.create(model="ep_1", messages=messages),
    )
    assert type(error) is pareta.APITimeoutError


@bodies
def test_a_number_given_to_a_call_bounds_it_over_a_users_client_as_well(how: How, response: Response) -> None:
    error = late(
        how,
        DrippingServer(response),
        http_client=how.Http(),
        call=lambda client: client.models.list(timeout=SHORT),
    )
    assert type(error) is pareta.APITimeoutError
    assert f"did not arrive within {SHORT} s" in str(error)


@pytest.mark.parametrize("library", ["asyncio", "trio"])
def test_a_number_bounds_the_head_over_a_users_async_client(library: str) -> None:
    how = Async(library)
    error = late(
        how,
        DrippingServer(HEAD),
        http_client=how.Http(),
        call=lambda client: client.models.list(timeout=SHORT),
    )
    assert type(error) is pareta.APITimeoutError


class InformingServer(DrippingServer):
    """Sends 1xx responses without end: one now and then, or as many as the client takes."""

    def __init__(self, *, floods: bool) -> None:
        super().__init__(HEAD)
        self._floods = floods

    def talk(self, line: socket.socket) -> None:
        self.head_of_request(line)
        with suppress(OSError):
            while True:
                line.sendall(b"HTTP/1.1 102 Processing\r\n\r\n" * (1_000 if self._floods else 1))
                if not self._floods:
                    self.pause(line)
        self.left.set()


INFORMED: dict[str, tuple[str, Callable[[Any], object], type[Exception]]] = {
    "a call": ("pareta", lambda client: client.models.list(timeout=SHORT), pareta.APITimeoutError),
    "paid work": (
        "parallel",
        lambda client: client.task_run.create(input="a", processor="base", timeout=SHORT),
        parallel.OutcomeUnknownError,
    ),
    "a wait": (
        "pareta",
        lambda client: client.endpoints.wait("ep_1", timeout=SHORT),
        pareta.WaitTimeoutError,
    ),
    "the head of a stream": ("pareta", lambda client: chat(client, timeout=SHORT), pareta.APITimeoutError),
}


informed = pytest.mark.parametrize(
    ("name", "floods"), [(name, floods) for name in INFORMED for floods in (False, True)]
)


@informed
def test_1xx_responses_without_end_do_not_extend_a_timeout(how: How, name: str, *, floods: bool) -> None:
    api, call, expected = INFORMED[name]
    assert type(late(how, InformingServer(floods=floods), api, call=call)) is expected


@informed
@pytest.mark.parametrize("library", ["asyncio", "trio"])
def test_1xx_responses_without_end_do_not_extend_a_timeout_over_a_users_async_client(
    library: str, name: str, *, floods: bool
) -> None:
    api, call, expected = INFORMED[name]
    how = Async(library)
    server = InformingServer(floods=floods)
    assert type(late(how, server, api, call=call, http_client=how.Http())) is expected


def test_paid_work_whose_response_drips_may_have_been_accepted(how: How) -> None:
    error = late(
        how,
        DrippingServer(lambda: in_chunks(LONG)),
        "parallel",
        timeout=SHORT,
        call=lambda client: client.task_run.create(input="a", processor="base"),
    )
    assert type(error) is parallel.OutcomeUnknownError
    assert error.timed_out
    assert f"did not arrive within {SHORT} s, the limit of timeout=" in str(error)
    assert error.request_id == "req_1"


# --- what a timeout does not bound

EACH_WAIT = 0.5


@pytest.mark.parametrize("whose", ["ours", "the user's", "the user's, by its own timeout"])
def test_an_httpx_timeout_bounds_each_wait(how: How, whose: str) -> None:
    settings: dict[str, Any] = {
        "ours": {"timeout": httpx.Timeout(EACH_WAIT)},
        "the user's": {"http_client": how.Http()},
        "the user's, by its own timeout": {"http_client": how.Http(timeout=EACH_WAIT)},
    }[whose]
    options = {"timeout": httpx.Timeout(EACH_WAIT)} if whose == "the user's" else {}

    def program(client: Any) -> list[Any]:
        return [len(client.models.list(**options))]

    with DrippingServer(lambda: in_chunks(LONG)) as server:
        assert how.run("pareta", server.url, on_real_time(program), max_retries=0, **settings) == [1]


class Uploads(DrippingServer):
    """Takes documents, and takes its time for each response."""

    def __init__(self) -> None:
        super().__init__(lambda: iter(()))

    def talk(self, line: socket.socket) -> None:
        while head := self.head_of_request(line):
            method, path, _ = head.split(" ", 2)
            if method == "PUT":
                self.drip(line, b"HTTP/1.1 200 OK\r\nx-more: %b\r\ncontent-length: 0\r\n\r\n" % (b"a" * 300))
            elif path.endswith("/attach-blob"):
                self.drip(line, OK + b"content-length: 50\r\n\r\n" + b'{"uri": "u"}'.ljust(50))
            else:
                target = {"upload_url": f"{self.url}/put", "storage_uri": "u", "uri": "u"}
                body = json.dumps(target).encode()
                line.sendall(OK + b"content-length: %d\r\n\r\n" % len(body) + body)

    def drip(self, line: socket.socket, response: bytes) -> None:
        for drop in drops(response):
            line.sendall(drop)
            self.pause(line)


@pytest.mark.parametrize("size", [5, 6 << 20])
def test_a_number_bounds_each_wait_of_an_upload(how: How, size: int) -> None:
    def program(client: Any) -> list[Any]:
        upload = client.evals.sets.upload_document
        return [upload("es_1", bytes(size), idx=0, field_name="f", timeout=EACH_WAIT).uri]

    with Uploads() as server:
        assert how.run("pareta", server.url, on_real_time(program), max_retries=0) == ["u"]


# --- streams

EVENTS = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"


def chat(client: Any, **options: Any) -> Any:
    return client.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True, **options)


@pytest.mark.parametrize("whose", ["ours", "the user's"])
def test_a_number_bounds_a_stream_to_its_head_only(how: How, whose: str) -> None:
    def program(client: Any) -> list[Any]:
        return [len([*chat(client, timeout=EACH_WAIT)])]

    settings: dict[str, Any] = {} if whose == "ours" else {"http_client": how.Http()}
    tokens = b": ping\n\n" * 5 + chunk("a") + b"data: [DONE]\n\n"
    with DrippingServer(lambda: chain([EVENTS], drops(tokens))) as server:
        assert how.run("pareta", server.url, on_real_time(program), max_retries=0, **settings) == [1]


def test_a_number_bounds_a_stream_whose_head_drips(how: How) -> None:
    error = late(how, DrippingServer(HEAD), timeout=SHORT, call=chat)
    assert type(error) is pareta.APITimeoutError


class SilentServer(DrippingServer):
    """Sends a token, and nothing more."""

    def talk(self, line: socket.socket) -> None:
        self.head_of_request(line)
        line.sendall(EVENTS + chunk("a"))
        with suppress(OSError):
            while True:
                self.pause(line)
        self.left.set()


@pytest.mark.parametrize("whose", ["ours", "the user's"])
def test_a_silent_stream_ends_after_its_stall_timeout(how: How, whose: str) -> None:
    settings: dict[str, Any] = {} if whose == "ours" else {"http_client": how.Http(timeout=None)}

    def read(client: Any) -> list[Any]:
        return [*chat(client, stall_timeout=SHORT)]

    error = late(how, SilentServer(HEAD), call=read, **settings)
    assert type(error) is pareta.APITimeoutError
    assert f"no event arrived for {SHORT} s; stall_timeout= sets the limit" in str(error)
    assert error.partial == "a"


# --- deadlines


def test_a_wait_that_was_told_to_come_back_later_polls_once_more_before_its_deadline(how: How) -> None:
    class Busy(Server):
        def talk(self, line: socket.socket) -> None:
            while self.head_of_request(line):
                body = json.dumps(result("x") if len(self.heads) > 1 else {}).encode()
                status = b"200 OK" if len(self.heads) > 1 else b"503 Busy\r\nretry-after: 30"
                line.sendall(b"HTTP/1.1 %b\r\ncontent-length: %d\r\n\r\n%b" % (status, len(body), body))

    def program(client: Any) -> list[Any]:
        return [client.task_run.result("trun_1", timeout=2.0).output.content]

    with Busy() as server:
        assert how.run("parallel", server.url, on_real_time(program)) == ["x"]
