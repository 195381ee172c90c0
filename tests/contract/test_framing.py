"""How responses are delimited on the wire, in odd but valid forms and in broken ones, over our own connections.

Each row is what a server writes to its connection, and what the call amounts to.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest

import parallel
import pareta
from tests.contract.loopback import TOKENS, How, Server, create_a_run, failing, list_models, stream_tokens
from tests.support import completion

pytestmark = pytest.mark.usefixtures("bare_environment")

LIST = json.dumps({"object": "list", "data": [{"id": "ep_1"}]}).encode()
CHAT = json.dumps(completion("hi")).encode()
OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
EVENTS = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
LENGTH = b"content-length: %d\r\n\r\n" % len(LIST)
CHUNKED = b"transfer-encoding: chunked\r\n\r\n"


def chunks(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + end


class RawServer(Server):
    """Writes these bytes for each request; `closes` after each."""

    def __init__(self, response: bytes, *, closes: bool = False) -> None:
        super().__init__()
        self._response = response
        self._closes = closes

    def talk(self, line: socket.socket) -> None:
        while self.head_of_request(line):
            line.sendall(self._response)
            if self._closes:
                return


def delete(client: Any) -> list[Any]:
    return [type(client.endpoints.delete("ep_1")).__name__]


# What of a broken response is never complete is awaited so long over a user's client.
EACH_WAIT_SECONDS = 0.3

# (name, bytes, closes, whether the connection serves a second call)
LISTS: list[tuple[str, bytes, bool, bool]] = [
    ("a length", OK + LENGTH + LIST, False, True),
    ("100, 102 and 103 first", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
     b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" + OK + LENGTH + LIST, False, True),
    ("HTTP/1.0 until close", OK.replace(b"1.1", b"1.0") + b"\r\n" + LIST, True, False),
    ("HTTP/1.0 with a length", OK.replace(b"1.1", b"1.0") + LENGTH + LIST, False, False),
    ("until close", OK + b"\r\n" + LIST, True, False),
    ("Connection: close", OK + b"connection: close\r\n" + CHUNKED + chunks(LIST), True, False),
    ("Connection: Close, which the client obeys first", OK + b"connection: Close\r\n" + LENGTH + LIST, False, False),
    ("Connection: keep-alive", OK + b"connection: keep-alive\r\n" + LENGTH + LIST, False, True),
    ("close in another header", OK + b"x-state: close\r\n" + LENGTH + LIST, False, True),
    ("chunks", OK + CHUNKED + chunks(LIST[:3], LIST[3:]), False, True),
    ("trailers", OK + CHUNKED + chunks(LIST, end=b"0\r\nx-sum: 1\r\nx-b: 2\r\n\r\n"), False, True),
    ("chunk extensions", OK + CHUNKED + b'%x;a=b;c="d"\r\n%b\r\n0;z\r\n\r\n' % (len(LIST), LIST), False, True),
    ("a padded chunk size", OK + CHUNKED + b"%x  \r\n%b\r\n0\r\n\r\n" % (len(LIST), LIST), False, True),
    ("zeros before a chunk size", OK + CHUNKED + b"%020x\r\n%b\r\n0\r\n\r\n" % (len(LIST), LIST), False, True),
    ("Chunked", OK + b"Transfer-Encoding:   Chunked \r\n\r\n" + chunks(LIST), False, True),
    ("chunks and a length", OK + b"content-length: 3\r\n" + CHUNKED + chunks(LIST), False, False),
    ("two equal lengths", OK + LENGTH[:-2] + LENGTH + LIST, False, True),
    ("no reason phrase", OK.replace(b" OK", b"") + LENGTH + LIST, False, True),
    ("Latin-1 in a header", OK + b"x-request-id: caf\xe9\r\n" + LENGTH + LIST, False, True),
    ("a folded header", OK + b"x-long: a\r\n  b\r\n" + LENGTH + LIST, False, True),
    ("a header of 60 KB", OK + b"x-l: " + b"a" * 60_000 + b"\r\n" + LENGTH + LIST, False, True),
    ("bytes after the body", OK + LENGTH + LIST + b"excess", False, False),
    ("bytes after the last chunk", OK + CHUNKED + chunks(LIST) + b"excess", False, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("response", "closes", "reusable"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS]
)
def test_a_valid_response_is_read_and_its_connection_used_again_where_it_may_be(
    how: How, response: bytes, closes: bool, reusable: bool
) -> None:
    with RawServer(response, closes=closes) as server:
        assert how.run("pareta", server.url, lambda client: list_models(client) + list_models(client)) == [
            1,
            1,
        ]
        assert server.connections == (1 if reusable else 2)


@pytest.mark.parametrize(
    ("response", "says"),
    [
        (b"", "the server closed the connection without a response"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "the response is not HTTP/1.1, it begins with b'SSH-2.0"),
    ],
    ids=["nothing", "another protocol"],
)
def test_the_error_says_that_a_server_did_not_answer_in_http(how: How, response: bytes, says: str) -> None:
    with RawServer(response, closes=True) as server:
        error, _ = how.run("pareta", server.url, failing(list_models), max_retries=0)
    assert isinstance(error, pareta.APIConnectionError)
    assert says in str(error)


@pytest.mark.parametrize("whose", ["ours", "the user's"])
@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
@pytest.mark.parametrize("framing", [b"", b"transfer-encoding: chunked\r\n", b"content-length: 5\r\n"])
def test_204_and_304_have_no_body_whatever_their_headers_say(
    how: How, status: bytes, framing: bytes, whose: str
) -> None:
    response = b"HTTP/1.1 " + status + b"\r\n" + framing + b"\r\n"
    settings: dict[str, Any] = {} if whose == "ours" else {"http_client": how.Http()}
    if whose == "ours":
        settings["timeout"] = 5.0
    with RawServer(response) as server:
        if status.startswith(b"204"):
            assert how.run("pareta", server.url, delete, **settings) == ["Empty"]
        else:
            error, _ = how.run("pareta", server.url, failing(delete), **settings)
            assert error.status_code == 304
        assert len(server.heads) == 1


@pytest.mark.parametrize(
    ("head", "closes"),
    [
        (EVENTS + CHUNKED, False),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + EVENTS + CHUNKED, False),
    ],
)
def test_a_stream_in_chunks_is_read(how: How, head: bytes, closes: bool) -> None:
    for cut in range(1, len(TOKENS), 7):
        with RawServer(head + chunks(TOKENS[:cut], TOKENS[cut:]), closes=closes) as server:
            assert how.run("pareta", server.url, stream_tokens) == ["a", "b"]


@pytest.mark.parametrize("end", [b"", b"0\r\n\r\n", b"0\r\nx: y\r\n\r\n"])
def test_a_stream_is_complete_once_its_end_marker_was_read(how: How, end: bytes) -> None:
    with RawServer(EVENTS + CHUNKED + chunks(TOKENS, end=end), closes=True) as server:
        assert how.run("pareta", server.url, stream_tokens) == ["a", "b"]


def test_a_stream_until_close_is_read(how: How) -> None:
    with RawServer(EVENTS.replace(b"1.1", b"1.0") + b"\r\n" + TOKENS, closes=True) as server:
        assert how.run("pareta", server.url, stream_tokens) == ["a", "b"]


BROKEN: list[tuple[str, bytes, bool]] = [
    ("a body shorter than its length", OK + b"content-length: %d\r\n\r\n" % (len(LIST) + 5) + LIST, True),
    ("no last chunk", OK + CHUNKED + chunks(LIST, end=b""), True),
    ("a chunk longer than its size", OK + CHUNKED + b"5\r\nhelloo\r\n", False),
    ("a chunk size that is not a number", OK + CHUNKED + b"zz\r\nhello\r\n", False),
    ("two lengths", OK + b"content-length: 1\r\n" + LENGTH + LIST, False),
    ("a length that is not a number", OK + b"content-length: x\r\n\r\n" + LIST, False),
    ("a negative length", OK + b"content-length: -1\r\n\r\n" + LIST, False),
    ("another transfer encoding", OK + b"transfer-encoding: gzip, chunked\r\n\r\n" + chunks(LIST), False),
    ("a blank line first", b"\r\n" + OK + LENGTH + LIST, False),
    ("a space after a header's name", OK + b"x-bad : 1\r\n" + LENGTH + LIST, False),
    ("a head without end", OK + b"x: " + b"a" * 200_000, False),
    (
        "a switch of protocols",
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
        False,
    ),
    ("nothing", b"", True),
    ("half a head", OK, True),
    ("not HTTP", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", False),
    ("not HTTP, then silence", b"SSH-2.0", False),
    ("a TLS alert, then silence", b"\x15\x03\x01\x00\x02\x02\x16", False),
    ("HTTP/2, then silence", b"HTTP/2 200", False),
    ("not HTTP after a 103", b"HTTP/1.1 103 Early Hints\r\n\r\nxyz", False),
]


@pytest.mark.parametrize(("response", "closes"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_broken_response_is_an_error_and_its_connection_is_closed(
    how: How, response: bytes, closes: bool
) -> None:
    with RawServer(response, closes=closes) as server:
        error, pauses = how.run("pareta", server.url, failing(list_models))
        assert isinstance(error, (pareta.APIConnectionError, pareta.APIResponseError))
        assert not isinstance(error, pareta.APITimeoutError)
        assert len(pauses) == 2, "a safe call is retried"
        assert server.connections == len(server.heads) == 3


@pytest.mark.parametrize("response", [b"", OK], ids=["nothing", "half a head"])
def test_a_connection_that_ends_without_a_response_is_named_as_that(how: How, response: bytes) -> None:
    with RawServer(response, closes=True) as server:
        error, _ = how.run("pareta", server.url, failing(list_models))
        assert "closed the connection without a response" in str(error)


@pytest.mark.parametrize(("response", "closes"), [row[1:3] for row in LISTS], ids=[row[0] for row in LISTS])
def test_a_valid_response_is_read_over_a_users_client(how: How, response: bytes, closes: bool) -> None:
    with RawServer(response, closes=closes) as server:
        found = how.run(
            "pareta",
            server.url,
            lambda client: list_models(client) + list_models(client),
            http_client=how.Http(),
        )
        assert found == [1, 1]


# (Under trio, the generators of httpx complain when a response is left early.)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("response", "closes"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
@pytest.mark.parametrize("call", [list_models, create_a_run])
def test_a_broken_response_over_a_users_client_is_an_error_of_the_sdk(
    how: How, call: Callable[[Any], list[Any]], response: bytes, closes: bool
) -> None:
    paid = call is create_a_run
    with RawServer(response, closes=closes) as server:
        http = how.Http(timeout=EACH_WAIT_SECONDS)
        api = "parallel" if paid else "pareta"
        error, pauses = how.run(api, server.url, failing(call), http_client=http)
        assert len(server.heads) == (1 if paid else 3), "only a safe call is retried"
    assert len(pauses) == len(server.heads) - 1
    if paid:
        assert type(error) is parallel.OutcomeUnknownError
    else:
        assert isinstance(error, (pareta.APIConnectionError, pareta.APIResponseError))
