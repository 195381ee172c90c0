"""Servers without end: error bodies, bodies, events and bombs, over our connections and over a user's client."""

from __future__ import annotations

import gzip
import socket
import threading
import tracemalloc
from typing import Any

import pytest

import parallel
import pareta
from pareta_core import SDKError
from tests.contract.loopback import (
    TEST_TIMEOUT,
    How,
    Server,
    create_a_run,
    failing,
    list_models,
    stream_tokens,
)
from tests.support import chunk

pytestmark = pytest.mark.usefixtures("bare_environment")

SPACES = b" " * 65_536
ZEROS = gzip.compress(bytes(10_000_000))


class EndlessServer(Server):
    """Sends a head, a beginning, and then the same again and again. `left` says that the client closed."""

    def __init__(
        self, status: str, beginning: bytes, more: bytes, *, kind: str = "application/json", coding: str = ""
    ) -> None:
        super().__init__()
        field = f"content-encoding: {coding}\r\n" if coding else ""
        self._head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n{field}\r\n".encode()
        self._beginning = beginning
        self._more = more
        self.left = threading.Event()

    def talk(self, line: socket.socket) -> None:
        self.head_of_request(line)
        line.sendall(self._head + self._beginning)
        try:
            while True:
                line.sendall(self._more)
        except OSError:
            self.left.set()


def settings_of(how: How, whose: str) -> dict[str, Any]:
    return {} if whose == "ours" else {"http_client": how.Http()}


# (Under trio, the generators of httpx complain when a response is left early.)
left_early = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
any_client = pytest.mark.parametrize("whose", ["ours", "the user's"])


@left_early
@any_client
@pytest.mark.parametrize(
    ("beginning", "more", "coding"),
    [(b'{"detail": "', SPACES, ""), (b"", ZEROS, "gzip")],
    ids=["plain", "bomb"],
)
def test_one_megabyte_is_read_of_an_error_body(
    how: How, whose: str, beginning: bytes, more: bytes, coding: str
) -> None:
    with EndlessServer("404 Not Found", beginning, more, coding=coding) as server:
        error, _ = how.run("pareta", server.url, failing(list_models), **settings_of(how, whose))
        assert server.left.wait(TEST_TIMEOUT), "the connection is closed"
    assert type(error) is pareta.NotFoundError
    assert error.response is not None
    assert len(error.response.content) == 1_000_000
    assert "shortened to its first 1,000,000 bytes" in error.__notes__[0]
    assert len(str(error)) < 1_000


@left_early
@any_client
@pytest.mark.parametrize(("more", "coding"), [(SPACES, ""), (ZEROS, "gzip")], ids=["plain", "bomb"])
def test_a_body_longer_than_the_limit_is_not_read_further_nor_asked_for_again(
    how: How, whose: str, more: bytes, coding: str
) -> None:
    settings = settings_of(how, whose)
    with EndlessServer("200 OK", b"", more, coding=coding) as server:
        error, pauses = how.run(
            "pareta", server.url, failing(list_models), max_body_bytes=3_000_000, **settings
        )
        assert server.left.wait(TEST_TIMEOUT)
    assert type(error) is pareta.APIResponseError
    assert "its body is longer than 3,000,000 bytes; max_body_bytes= sets the limit" in str(error)
    assert error.response is not None
    assert len(error.response.content) == 1_000_000
    assert pauses == []


def test_paid_work_whose_response_is_too_long_may_have_been_accepted(how: How) -> None:
    with EndlessServer("202 Accepted", b"", SPACES) as server:
        error, _ = how.run("parallel", server.url, failing(create_a_run), max_body_bytes=100_000)
    assert type(error) is parallel.OutcomeUnknownError
    assert "longer than 100,000 bytes" in str(error)


@left_early
@any_client
@pytest.mark.parametrize("coding", ["", "gzip"])
@pytest.mark.parametrize(
    "more", [SPACES, b"data: x\n" * 1000, b"event: x\n" * 1000], ids=["a line", "lines", "names"]
)
def test_an_endless_event_is_an_error_with_what_was_received(
    how: How, whose: str, more: bytes, coding: str
) -> None:
    beginning = chunk("a") + b"data: "
    if coding:
        beginning, more = gzip.compress(beginning), gzip.compress(more * 20)
    with EndlessServer("200 OK", beginning, more, kind="text/event-stream", coding=coding) as server:
        error, _ = how.run(
            "pareta",
            server.url,
            failing(stream_tokens),
            max_event_bytes=300_000,
            **settings_of(how, whose),
        )
        assert server.left.wait(TEST_TIMEOUT)
    assert type(error) is pareta.StreamError
    assert "an event of more than 300,000 bytes; max_event_bytes= sets the limit" in str(error)
    assert error.partial == "a"


def test_an_event_of_ten_megabytes_is_read(how: How) -> None:
    class Once(EndlessServer):
        def talk(self, line: socket.socket) -> None:
            self.head_of_request(line)
            line.sendall(self._head + self._beginning)

    events = chunk("x" * 10_000_000) + b"data: [DONE]\n\n"
    with Once("200 OK", events, b"", kind="text/event-stream") as server:
        [token] = how.run("pareta", server.url, stream_tokens)
    assert len(token) == 10_000_000


def test_an_endless_event_ends_at_sixteen_megabytes_by_default() -> None:
    with (
        EndlessServer("200 OK", b"data: ", b"x" * 1_000_000, kind="text/event-stream") as server,
        pareta.Pareta(api_key="pareta_sk_test_1", base_url=server.url) as pa,
        pytest.raises(pareta.StreamError, match="an event of more than 16,000,000 bytes"),
    ):
        stream_tokens(pa)


def test_an_error_costs_about_as_much_memory_as_its_body() -> None:
    errors: list[SDKError] = []
    with (
        EndlessServer("404 Not Found", b"", SPACES) as server,
        pareta.Pareta(api_key="pareta_sk_test_1", base_url=server.url, max_retries=0) as pa,
    ):
        with pytest.raises(pareta.NotFoundError):
            pa.models.list()
        tracemalloc.start()
        try:
            pa.models.list()
        except pareta.NotFoundError as error:
            errors.append(error)
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert errors[0].__traceback__ is not None, "whose frames are kept as well"
    assert kept < 1_600_000
