"""The sandbox's HTTP server, on raw connections: framing, early ends, and applications that fail."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pareta_sandbox.asgi import serve_with

from .recorders import TEST_TIMEOUT, RawClient, running

GET = b"GET /a%20b?c=d HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@contextmanager
def connected(app: ASGIApp) -> Iterator[RawClient]:
    with running(lambda _: serve_with(app, "127.0.0.1", 80)) as url, RawClient(url) as raw:
        yield raw


async def read(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        assert message["type"] == "http.request"
        body += message["body"]
        more = message["more_body"]
    return body


async def start(send: Send, *headers: tuple[bytes, bytes]) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def respond(send: Send, body: bytes) -> None:
    await start(send, (b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.body", "body": body})


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await respond(send, scope["path"].encode() + b" " + scope["query_string"] + b" " + await read(receive))


async def stream(_scope: Scope, _receive: Receive, send: Send) -> None:
    await start(send)
    for chunk in (b"one", b"", b"two"):
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body"})


REQUESTS = {
    "a path and a query": (GET, b"/a b c=d "),
    "a body with its length": (POST + b"Content-Length: 2\r\n\r\nhi", b"/  hi"),
    "a chunked body": (POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1\r\ni\r\n0\r\n\r\n", b"/  hi"),
    "two requests at once": (GET + GET, b"/a b c=d "),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_requests_are_read_as_they_were_sent_and_the_connection_is_kept(name: str) -> None:
    request, body = REQUESTS[name]
    with connected(echo) as raw:
        raw.send(request)
        for _ in range(request.count(b"HTTP/1.1")):
            assert raw.read_until(b"\r\n\r\n").startswith(b"HTTP/1.1 200 OK\r\n")
            assert raw.read_until(body) == body
        raw.send(GET)
        assert raw.read_until(b"\r\n").startswith(b"HTTP/1.1 200 OK")


def test_a_client_that_waits_for_it_is_told_to_send_its_body() -> None:
    with connected(echo) as raw:
        raw.send(POST + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert raw.read_until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        raw.send(b"hi")
        assert raw.read_until(b"hi").endswith(b"\r\n\r\n/  hi")


def test_a_stream_is_chunked_or_ends_with_the_connection_as_the_client_can_read_it() -> None:
    with connected(stream) as raw:
        raw.send(GET)
        assert raw.read_until(b"0\r\n\r\n").endswith(b"\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
    with connected(stream) as raw:
        raw.send(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        assert raw.read_all().endswith(b"\r\n\r\nonetwo")
    with connected(echo) as raw:
        raw.send(b"HEAD / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + GET)
        assert b"content-length: 3\r\n" in raw.read_until(b"\r\n\r\n").lower()
        assert raw.read_until(b"c=d ").endswith(b"\r\n\r\n/a b c=d ")


BROKEN = {
    "a head that is not HTTP": (b"hello\r\n\r\n", b"HTTP/1.1 400 "),
    "no Host": (b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 400 "),
    "a head without end": (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nA: " + b"a" * 200_000, b"HTTP/1.1 431 "),
    "a chunk that is none": (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", b"HTTP/1.1 400 "),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_http_is_refused_and_the_connection_closed(name: str) -> None:
    request, status = BROKEN[name]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if (await receive())["type"] == "http.request":
            await echo(scope, receive, send)

    with connected(app) as raw:
        raw.send(request)
        assert raw.read_all().startswith(status)


async def raises(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise LookupError("a mistake in a hook")


async def raises_late(_scope: Scope, _receive: Receive, send: Send) -> None:
    await start(send, (b"content-length", b"9"))
    raise LookupError("a mistake in a hook")


async def sends_nothing(_scope: Scope, _receive: Receive, _send: Send) -> None:
    return


@pytest.mark.parametrize(
    ("app", "head", "logged"),
    [(raises, b"HTTP/1.1 500 ", 1), (raises_late, b"HTTP/1.1 200 OK", 1), (sends_nothing, b"", 0)],
)
def test_an_application_that_fails_is_logged_and_cannot_pass_for_one_that_did_not(
    app: ASGIApp, head: bytes, logged: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "pareta_sandbox"), connected(app) as raw:
        raw.send(GET)
        received = raw.read_until(b"\r\n\r\n")
        assert received.startswith(head)
        if app is not raises:  # a 500 is a whole response
            assert raw.read_all() == b""
    assert [record.getMessage() for record in caplog.records] == ["GET /a%20b?c=d failed"] * logged


def test_a_client_that_leaves_ends_the_request_and_what_is_sent_then_is_dropped() -> None:
    messages: list[Message] = []
    has_ended = threading.Event()

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        await start(send)
        messages.extend([await receive(), await receive()])
        await send({"type": "http.response.body", "body": b"nobody reads this"})
        messages.append(await receive())
        has_ended.set()

    with connected(app) as raw:
        raw.send(GET)
        raw.read_until(b"\r\n\r\n")
        raw.close()
        assert has_ended.wait(TEST_TIMEOUT)
    assert [message["type"] for message in messages] == ["http.request", "http.disconnect", "http.disconnect"]
