"""Chunked bodies: read here or by h11 alone, the same bytes come out, and the same is refused."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pareta_core.chunked import Chunks

settled = settings(deadline=None, derandomize=True, database=None)
HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"


class Machine:
    """h11 after the head of an answer: what it makes of a body."""

    def __init__(self) -> None:
        self._connection = h11.Connection(h11.CLIENT)
        self._connection.send(h11.Request(method="GET", target="/", headers=[("host", "a")]))
        self._connection.send(h11.EndOfMessage())
        self._connection.receive_data(HEAD)
        assert isinstance(self._connection.next_event(), h11.Response)
        self.found = b""
        self.outcome = "goes on"

    def feed(self, data: bytes) -> None:
        """An empty piece is the end of the line."""
        if self.outcome != "goes on":
            return
        self._connection.receive_data(data)
        while True:
            try:
                event = self._connection.next_event()
            except h11.RemoteProtocolError:
                self.outcome = "refused"
                return
            if not isinstance(event, h11.Data):
                break
            self.found += bytes(event.data)
        if isinstance(event, h11.EndOfMessage):
            self.outcome = f"over, with {self._connection.trailing_data[0]!r} behind it"


def by_h11(pieces: list[bytes]) -> tuple[bytes, str]:
    machine = Machine()
    for piece in pieces:
        machine.feed(piece)
    return machine.found, machine.outcome


def by_chunks(pieces: list[bytes]) -> tuple[bytes, str]:
    """As the pool reads: here as long as it goes, then by h11, which is given the rest."""
    chunks, machine, found = Chunks(), Machine(), b""
    for piece in pieces:
        if chunks.rest is not None:
            machine.feed(piece)
            continue
        found += chunks.feed(piece)
        if not piece:
            chunks.rest = b""
        if chunks.rest is not None:
            machine.feed(chunks.rest)
    return found + machine.found, machine.outcome


def cut(body: bytes, places: list[int]) -> list[bytes]:
    """The body in pieces, and the end of the line after it."""
    ends = sorted({place % (len(body) + 1) for place in places} | {len(body)})
    pieces = [body[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]
    return [*filter(None, pieces), b""]


# fmt: off
BODIES = [
    b"5\r\nhello\r\n0\r\n\r\n",
    b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
    b"000A\r\n0123456789\r\n0\r\n\r\n",
    b"a\r\n0123456789\r\n0\r\nx-trailer: 1\r\n\r\n",
    b"5;name=value\r\nhello\r\n0\r\n\r\n",
    b"5 \r\nhello\r\n0\r\n\r\n",
    b"5\nhello\n0\n\n",
    b"2\r\n\r\n\r\n0\r\n\r\n",
    b"0\r\n\r\nHTTP/1.1 200 OK\r\n",
    b"",
]
BROKEN = [
    b"5\r\nhello0\r\n\r\n",
    b"5\r\nhello5\r\nworld\r\n0\r\n\r\n",
    b"5\r\nhello\r5\r\nworld\r\n0\r\n\r\n",
    b"5\r\nhello\n5\r\nworld\r\n0\r\n\r\n",
    b"-5\r\nhello\r\n0\r\n\r\n",
    b"+5\r\nhello\r\n0\r\n\r\n",
    b"0x5\r\nhello\r\n0\r\n\r\n",
    b"1_0\r\n0123456789abcdef\r\n0\r\n\r\n",
    b"\r\nhello",
    b"hello\r\n",
    b" 5\r\nhello\r\n0\r\n\r\n",
    b"\xb2\r\nhe\r\n0\r\n\r\n",
    b"5\r\nhel",
    b"5\r\nhello\r\n",
    b"5\r\nhello\r\n0\r\n",
    b"fffffffffffffffffffff\r\nhello\r\n0\r\n\r\n",
    b"5" * 100_000,
]
# fmt: on


@pytest.mark.parametrize("body", [*BODIES, *BROKEN], ids=lambda body: repr(body)[:50])
def test_a_body_is_what_h11_says_that_it_is_wherever_it_is_cut(body: bytes) -> None:
    halves = [[body[:place], body[place:], b""] for place in range(1, min(len(body), 60))]
    bytewise = [*(body[at : at + 1] for at in range(min(len(body), 200))), body[200:], b""]
    for pieces in ([body, b""], *halves, bytewise):
        assert by_chunks([*filter(None, pieces), b""]) == by_h11([*filter(None, pieces), b""])


@pytest.mark.parametrize("body", BROKEN, ids=lambda body: repr(body)[:50])
def test_what_is_broken_is_refused(body: bytes) -> None:
    assert by_chunks([body, b""])[1] == "refused"


places = st.lists(st.integers(0, 10_000), max_size=8)


@settled
@given(st.lists(st.binary(min_size=1, max_size=300), max_size=8), places)
def test_chunks_of_any_size_cut_anywhere_give_their_bytes(parts: list[bytes], where: list[int]) -> None:
    body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    pieces = cut(body, where)
    assert by_chunks(pieces) == by_h11(pieces)
    assert by_chunks(pieces)[0] == b"".join(parts)


BITS = [
    b"0",
    b"5",
    b"a",
    b"10",
    b"\r\n",
    b"\r",
    b"\n",
    b";x",
    b" ",
    b"hello",
    b"0\r\n\r\n",
    b"5\r\nhello\r\n",
    b"\0",
]


@settings(settled, max_examples=2000)
@given(st.lists(st.sampled_from(BITS), max_size=12).map(b"".join), places)
def test_any_bytes_are_taken_or_refused_as_by_h11(body: bytes, where: list[int]) -> None:
    pieces = cut(body, where)
    found, outcome = by_h11(pieces)
    assert by_chunks(pieces) == (found, outcome)


def test_what_comes_in_one_piece_comes_out_in_one() -> None:
    chunks = Chunks()
    assert chunks.feed(b"1\r\na\r\n" * 64) == b"a" * 64
    assert chunks.feed(b"2\r\nb") == b"b"
    assert chunks.feed(b"c\r\n0\r") == b"c"
    assert chunks.rest is None
    assert chunks.feed(b"\n\r\n") == b""
    assert chunks.rest == b"0\r\n\r\n"
