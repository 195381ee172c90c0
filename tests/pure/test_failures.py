"""What exceptions of HTTP libraries mean. The exceptions are the libraries' own."""

from __future__ import annotations

import signal
import ssl
from typing import Any

import h2.events
import httpcore
import httpx
import httpx2
import pytest
from h2.errors import ErrorCodes
from h2.exceptions import NoAvailableStreamIDError, ProtocolError, TooManyStreamsError

from pareta_core.failures import (
    RequestProgress,
    connection_failure,
    find_cause,
    raised_by_program,
    was_not_processed,
)


def reset(code: int) -> h2.events.StreamReset:
    return h2.events.StreamReset(stream_id=3, error_code=code)


def going_away(last: int) -> h2.events.ConnectionTerminated:
    event = h2.events.ConnectionTerminated()
    event.error_code, event.last_stream_id = 0, last
    return event


def wrapped(name: str, *args: Any) -> Exception:
    """Return an exception of httpx whose cause is that of httpcore, which holds what h2 said."""
    error: Exception = getattr(httpx, name)(str(args[0]))
    error.__cause__ = getattr(httpcore, name)(*args)
    return error


# fmt: off
UNPROCESSED: dict[str, tuple[Exception, int | None, bool]] = {
    "no stream is free":        (wrapped("LocalProtocolError", TooManyStreamsError("100 open")), None, True),
    "no stream id is left":     (NoAvailableStreamIDError(), None, True),
    "the stream was refused":   (wrapped("RemoteProtocolError", reset(ErrorCodes.REFUSED_STREAM)), 3, True),
    "the stream was cancelled": (wrapped("RemoteProtocolError", reset(ErrorCodes.CANCEL)), 3, False),
    "the stream failed":        (wrapped("RemoteProtocolError", reset(ErrorCodes.INTERNAL_ERROR)), 3, False),
    "goaway before":            (wrapped("RemoteProtocolError", going_away(1)), 3, True),
    "goaway at":                (wrapped("RemoteProtocolError", going_away(3)), 3, False),
    "goaway after":             (wrapped("RemoteProtocolError", going_away(5)), 3, False),
    "goaway before all":        (wrapped("RemoteProtocolError", going_away(0)), None, True),
    "goaway, stream unknown":   (wrapped("RemoteProtocolError", going_away(1)), None, False),
    "not available":            (httpcore.ConnectionNotAvailable(), 3, True),
    "in a group":               (ExceptionGroup("several", [ValueError(), httpcore.ConnectionNotAvailable()]), 3, True),
    "a local protocol error":   (httpx.LocalProtocolError("Invalid input"), 3, False),
    "a reset":                  (httpx.ReadError("reset"), None, False),
}
# fmt: on


@pytest.mark.parametrize(("error", "stream_id", "expected"), UNPROCESSED.values(), ids=UNPROCESSED)
def test_http2_says_whether_a_request_was_processed(
    error: Exception, stream_id: int | None, expected: bool
) -> None:
    assert was_not_processed(error, stream_id) is expected
    progress = RequestProgress(sent=True)
    progress.stream_id = stream_id
    assert connection_failure(httpx, error, progress).sent is not expected


def test_an_earlier_exception_that_was_being_handled_proves_nothing() -> None:
    error = httpx.ReadError("of the next request")
    error.__context__ = httpcore.ConnectionNotAvailable()
    assert not was_not_processed(error, None)


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
@pytest.mark.parametrize(
    ("name", "sent", "timed_out"),
    [
        ("ConnectError", False, False),
        ("ConnectTimeout", False, True),
        ("PoolTimeout", False, True),
        ("ProxyError", False, False),
        ("UnsupportedProtocol", False, False),
        ("ReadError", True, False),
        ("ReadTimeout", True, True),
        ("WriteError", True, False),
        ("WriteTimeout", True, True),
        ("RemoteProtocolError", True, False),
        ("LocalProtocolError", True, False),
        ("DecodingError", True, False),
        ("TooManyRedirects", True, False),
    ],
)
def test_the_class_of_an_exception_says_whether_the_request_was_sent(
    library: Any, name: str, sent: bool, timed_out: bool
) -> None:
    error = getattr(library, name)("why")
    failure = connection_failure(library, error, RequestProgress())
    assert (failure.sent, failure.timed_out, failure.__cause__) == (sent, timed_out, error)
    assert str(failure) == f"{name}: why"


class Unprintable(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no text")


@pytest.mark.parametrize(
    "error",
    [
        ValueError("invalid literal for int()"),
        UnicodeDecodeError("ascii", b"\xff", 0, 1, "ordinal not in range"),
        OverflowError("too large"),
        RuntimeError("Event loop is closed"),
        OSError(9, "Bad file descriptor"),
        ssl.SSLError("bad record"),
        KeyError(3),
        StopAsyncIteration(),
        ProtocolError("bad frame"),
        ExceptionGroup("several", [OSError("a"), ValueError("b")]),
        httpx.StreamConsumed(),
        Unprintable(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_exception_that_no_library_documents_counts_as_after_sending(error: Exception) -> None:
    failure = connection_failure(httpx, error, RequestProgress())
    assert (failure.sent, failure.timed_out, failure.permanent) == (True, False, False)
    assert type(error).__name__ in str(failure)


def test_a_certificate_that_is_not_trusted_is_permanent() -> None:
    error = httpx.ConnectError("failed")
    error.__cause__ = httpcore.ConnectError("failed")
    error.__cause__.__cause__ = ssl.SSLCertVerificationError("self-signed")
    failure = connection_failure(httpx, error, RequestProgress())
    assert failure.permanent
    assert find_cause(error, ssl.SSLError) is error.__cause__.__cause__
    assert find_cause(error, KeyError) is None


def test_an_exception_of_a_proxy_is_known_as_such() -> None:
    assert connection_failure(httpx, httpx.ProxyError("407"), RequestProgress()).of_proxy
    assert not connection_failure(httpx, httpx.ConnectError("no"), RequestProgress()).of_proxy


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (httpx.ProxyError("407 Proxy Authentication Required"), True),
        (httpx.ProxyError("the proxy http://p:1 (HTTPS_PROXY) refused the tunnel: 407 "), True),
        (httpx.ProxyError("502 Bad Gateway"), False),
        (httpx.ProxyError("the proxy http://p:4071 (HTTPS_PROXY) refused the tunnel: 503 407 times"), False),
        (httpx.ProxyError("the proxy http://407:407 (HTTPS_PROXY) cannot be reached"), False),
        (httpx.ProxyError("the proxy socks5://p:1 (ALL_PROXY): Invalid username/password"), True),
        (
            httpx.ProxyError("Requested USERNAME/PASSWORD from proxy server, but got NO ACCEPTABLE METHODS."),
            True,
        ),
        (httpx.ProxyError("Proxy Server could not connect: Connection not allowed by ruleset."), True),
        (httpx.ProxyError("Proxy Server could not connect: Address type not supported."), True),
        (httpx.ProxyError("Proxy Server could not connect: Connection refused."), False),
        (httpx.ProxyError("Proxy Server could not connect: General SOCKS server failure."), False),
        (httpx.ConnectError("Invalid username/password"), False),
        (httpx.ConnectError("407"), False),
    ],
    ids=str,
)
def test_a_proxy_that_wants_credentials_is_permanent(error: httpx.TransportError, permanent: bool) -> None:
    assert connection_failure(httpx, error, RequestProgress()).permanent == permanent


# --- progress

CONNECT = {"request": httpcore.Request("CONNECT", "http://proxy:1")}
STARTED, HEADERS = "connection.connect_tcp.started", "http2.send_request_headers.started"
LOST: dict[str, Any] = {"exception": httpcore.ReadError("reset")}
REFUSED: dict[str, Any] = {"exception": httpcore.RemoteProtocolError(reset(ErrorCodes.REFUSED_STREAM))}
REJECTED: dict[str, Any] = {"exception": ProtocolError("Invalid input")}
ILLEGAL: dict[str, Any] = {"exception": httpcore.LocalProtocolError("illegal header")}


@pytest.mark.parametrize(
    ("events", "sent"),
    [
        ([], None),
        ([(STARTED, {})], False),
        ([("connection.connect_unix_socket.started", {})], False),
        ([(STARTED, {}), (HEADERS, {"stream_id": 1})], True),
        ([(HEADERS, {"stream_id": 1})], True),
        ([(STARTED, {}), ("http11.send_request_headers.started", CONNECT)], False),
        ([(HEADERS, {"stream_id": 1}), ("http2.receive_response_headers.failed", LOST), (STARTED, {})], True),
        ([(HEADERS, {"stream_id": 3}), ("http2.receive_response_headers.failed", REFUSED), (STARTED, {})], False),
        ([(HEADERS, {"stream_id": 3}), ("http2.send_request_headers.failed", REJECTED)], False),
        ([(HEADERS, {"stream_id": 3}), ("http2.receive_response_headers.failed", REJECTED)], True),
        ([(HEADERS, {}), ("http11.send_request_headers.failed", ILLEGAL)], False),
        ([(HEADERS, {}), ("http11.send_request_headers.failed", {"exception": httpcore.WriteError("")})], True),
    ],
)  # fmt: skip
def test_the_trace_of_a_request_says_whether_it_was_sent(
    events: list[tuple[str, dict[str, Any]]], sent: bool | None
) -> None:
    progress = RequestProgress()
    for event, info in events:
        progress.record(event, info)
    assert progress.sent is sent


def test_a_transport_that_connects_again_after_it_has_sent_does_not_count_as_unsent() -> None:
    progress = RequestProgress()
    for event in (STARTED, HEADERS, STARTED):
        progress.record(event, {})
    assert connection_failure(httpx, httpx.ConnectError("no"), progress).sent


# --- tests' own objections


def test_an_assertion_of_a_mock_is_not_an_error_of_the_connection() -> None:
    with pytest.raises(AssertionError) as caught:
        raise AssertionError("not mocked")
    assert raised_by_program(caught.value) is caught.value
    assert raised_by_program(ValueError("x")) is None


def test_an_assertion_within_an_http_library_is_an_error_of_the_connection() -> None:
    namespace: dict[str, Any] = {"__name__": "httpcore.connection"}
    exec("def broken():\n    raise AssertionError('a fault')", namespace)
    with pytest.raises(AssertionError) as caught:
        namespace["broken"]()
    assert raised_by_program(caught.value) is None


def test_what_a_signal_handler_raised_is_not_its_own_cause() -> None:
    def handler(*_: object) -> None:
        raise TimeoutError("enough")

    def receive() -> None:
        try:
            handler()
        except TimeoutError as error:
            raise httpcore.ReadTimeout("enough") from error

    def send() -> None:
        try:
            receive()
        except httpcore.ReadTimeout as error:
            raise httpx.ReadTimeout("enough") from error

    def call() -> None:
        try:
            send()
        except httpx.ReadTimeout as error:
            raise raised_by_program(error) or error  # noqa: B904  # as the transport does

    before = signal.signal(signal.SIGINT, handler)
    try:
        with pytest.raises(TimeoutError) as caught:
            call()
    finally:
        signal.signal(signal.SIGINT, before)
    seen: list[BaseException] = []
    error: BaseException | None = caught.value
    while error is not None:
        assert error not in seen
        seen.append(error)
        error = error.__cause__ or error.__context__
