"""What cannot be the head of an HTTP/1.1 response is known by its first bytes."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pareta_core.response_heads import why_not_http

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


@pytest.mark.parametrize("length", range(len(HEAD) + 1))
def test_every_beginning_of_a_head_can_become_one(length: int) -> None:
    assert why_not_http(HEAD[:length]) is None


@pytest.mark.parametrize(
    "received",
    [
        b"\x00",
        b"\x00\x00\x12\x04",
        b"\r\n",
        b" HTTP/1.1",
        b"SSH-2.0-OpenSSH",
        b"220 mail",
        b"<html>",
        b"http/1.1 200",
        b"HTTPS",
        b"HTTP/2 200",
        b"HTTP/1.1\r",
        b"HTTP/1.1 2x",
        b"HTTP/1.1  200",
    ],
)
def test_bytes_that_are_not_http_are_shown(received: bytes) -> None:
    found = why_not_http(received)
    assert found is not None
    assert repr(received) in found


def test_a_server_that_responds_with_tls_is_recognized() -> None:
    found = why_not_http(b"\x15\x03\x01\x00\x02\x02\x16")
    assert found is not None
    assert found.endswith("it is TLS, so the URL may have to begin with https://")


def test_a_long_text_is_shortened() -> None:
    assert len(why_not_http(b"x" * 10_000) or "") < 200


@given(st.binary(max_size=12) | st.from_regex(rb"HTTP/[0-9]\.[0-9] [0-9]{0,3}.{0,5}", fullmatch=True))
def test_nothing_is_refused_that_h11_would_take(received: bytes) -> None:
    machine = h11.Connection(h11.CLIENT)
    machine.send(h11.Request(method="GET", target="/", headers=[("host", "a")]))
    machine.send(h11.EndOfMessage())
    machine.receive_data(received + b"\r\n\r\n")
    try:
        taken = isinstance(machine.next_event(), (h11.Response, h11.InformationalResponse))
    except h11.ProtocolError:
        taken = False
    if taken:
        assert why_not_http(received) is None
