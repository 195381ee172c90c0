"""How bodies are delimited. For chunked ones h11 is the oracle: the same bytes come out, and the same is refused."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pareta_core.bodies import (
    BodyError,
    BodyReader,
    ChunkedBody,
    CloseDelimitedBody,
    SizedBody,
    body_reader,
)

HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
Outcome = tuple[bytes, str]


def by_h11(cuts: list[bytes]) -> Outcome:
    """Return the body that h11 reads, and how reading ended. An empty chunk is the end of the connection."""
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="GET", target="/", headers=[("host", "a")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(HEAD)
    assert isinstance(connection.next_event(), h11.Response)
    found = b""
    for index, data in enumerate(cuts):
        connection.receive_data(data)
        while True:
            try:
                event = connection.next_event()
            except h11.RemoteProtocolError:
                return found, "refused"
            if not isinstance(event, h11.Data):
                break
            found += bytes(event.data)
        if isinstance(event, h11.EndOfMessage):
            return found, f"complete, then {b''.join([connection.trailing_data[0], *cuts[index + 1 :]])!r}"
    return found, "open"


def by_reader(reader: BodyReader, cuts: list[bytes]) -> Outcome:
    found = b""
    try:
        for index, data in enumerate(cuts):
            found += reader.feed(data) if data else reader.end()
            if reader.complete:
                return found, f"complete, then {b''.join([reader.excess, *cuts[index + 1 :]])!r}"
    except BodyError:
        return found, "refused"
    return found, "open"


def cut(body: bytes, places: list[int]) -> list[bytes]:
    """Return the body cut at these places, and the end of the connection after it."""
    ends = sorted({place % (len(body) + 1) for place in places} | {len(body)})
    cuts = [body[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]
    return [*filter(None, cuts), b""]


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
    b"5;a=b;c=\"d\"\r\nhello\r\n0;z\r\nx-sum: 1\r\nx-b: 2\r\n\r\n",
    b"00000000000000000005\r\nhello\r\n0\r\n\r\n",
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


def every_cut(body: bytes) -> list[list[bytes]]:
    halves = [[body[:place], body[place:], b""] for place in range(1, min(len(body), 60))]
    bytewise = [*(body[at : at + 1] for at in range(min(len(body), 200))), body[200:], b""]
    return [[*filter(None, cuts), b""] for cuts in ([body, b""], *halves, bytewise)]


@pytest.mark.parametrize("body", [*BODIES, *BROKEN], ids=lambda body: repr(body)[:50])
def test_a_chunked_body_is_what_h11_reads_wherever_it_is_cut(body: bytes) -> None:
    for cuts in every_cut(body):
        found, outcome = by_reader(ChunkedBody(), cuts)
        expected, expected_outcome = by_h11(cuts)
        assert outcome == expected_outcome
        assert found == expected or (outcome == "refused" and expected.startswith(found))


@pytest.mark.parametrize("body", BROKEN, ids=lambda body: repr(body)[:50])
def test_a_broken_chunked_body_is_refused(body: bytes) -> None:
    assert by_reader(ChunkedBody(), [body, b""])[1] == "refused"


places = st.lists(st.integers(0, 10_000), max_size=8)


@given(st.lists(st.binary(min_size=1, max_size=300), max_size=8), places)
def test_chunks_of_any_size_cut_anywhere_return_their_bytes(chunks: list[bytes], where: list[int]) -> None:
    body = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    cuts = cut(body, where)
    assert by_reader(ChunkedBody(), cuts) == by_h11(cuts)
    assert by_reader(ChunkedBody(), cuts)[0] == b"".join(chunks)


# fmt: off
BITS = [
    b"0", b"5", b"a", b"10", b"\r\n", b"\r", b"\n", b";x", b" ", b"hello", b"0\r\n\r\n", b"5\r\nhello\r\n", b"\0",
]
# fmt: on


@settings(max_examples=2000)
@given(st.lists(st.sampled_from(BITS), max_size=12).map(b"".join), places)
def test_any_bytes_are_read_as_h11_reads_them(body: bytes, where: list[int]) -> None:
    cuts = cut(body, where)
    reader = ChunkedBody()
    found, outcome = by_reader(reader, cuts)
    expected, expected_outcome = by_h11(cuts)
    # (h11 checks the fields of a trailer. Here they are dropped, whatever they are.)
    if outcome != expected_outcome:
        assert expected_outcome == "refused"
        assert found == expected
        assert b"0\r\n" in body
    elif outcome != "refused":
        assert found == expected


def test_chunks_that_arrive_together_are_returned_together() -> None:
    body = ChunkedBody()
    assert body.feed(b"1\r\na\r\n" * 64) == b"a" * 64
    assert body.feed(b"2\r\nb") == b"b"
    assert body.feed(b"c\r\n0\r") == b"c"
    assert not body.complete
    assert body.feed(b"\n\r\n") == b""
    assert body.complete


@pytest.mark.parametrize("bytes_at_once", [1, 100, 100_000])
def test_a_trailer_without_end_is_refused(bytes_at_once: int) -> None:
    trailer = (b"x: " + b"a" * 1000 + b"\r\n") * 100
    cuts = [trailer[at : at + bytes_at_once] for at in range(0, len(trailer), bytes_at_once)]
    assert by_reader(ChunkedBody(), [b"0\r\n", *cuts])[1] == "refused"


def test_a_size_line_without_end_is_refused() -> None:
    with pytest.raises(BodyError, match="longer than 16384 bytes"):
        ChunkedBody().feed(b"5;" + b"a" * 20_000)


@pytest.mark.parametrize(
    ("cuts", "expected"),
    [
        ([b"hello"], (b"hello", "complete, then b''")),
        ([b"he", b"llo"], (b"hello", "complete, then b''")),
        ([b"hello!"], (b"hello", "complete, then b'!'")),
        ([b"he", b"llo", b"more"], (b"hello", "complete, then b'more'")),
        ([b"hel", b""], (b"hel", "refused")),
        ([b""], (b"", "refused")),
        ([b"hel"], (b"hel", "open")),
    ],
)
def test_a_body_of_five_bytes_ends_after_five(cuts: list[bytes], expected: Outcome) -> None:
    assert by_reader(SizedBody(5), cuts) == expected


def test_an_empty_body_is_complete_at_once() -> None:
    assert SizedBody(0).complete


def test_a_body_without_length_ends_with_its_connection() -> None:
    assert by_reader(CloseDelimitedBody(), [b"he", b"llo", b""]) == (b"hello", "complete, then b''")


CHUNKED, LENGTH = (b"transfer-encoding", b"chunked"), (b"content-length", b"3")


@pytest.mark.parametrize(
    ("method", "status", "headers", "cls", "complete"),
    [
        ("GET", 200, [LENGTH], SizedBody, False),
        ("GET", 200, [(b"content-length", b"0")], SizedBody, True),
        ("GET", 200, [CHUNKED], ChunkedBody, False),
        ("GET", 200, [(b"transfer-encoding", b"Chunked")], ChunkedBody, False),
        ("GET", 200, [LENGTH, CHUNKED], ChunkedBody, False),
        ("GET", 200, [CHUNKED, LENGTH], ChunkedBody, False),
        ("GET", 200, [], CloseDelimitedBody, False),
        ("GET", 200, [(b"transfer-encoding", b"gzip")], CloseDelimitedBody, False),
        # RFC 9112, 6.3: these never have a body.
        *[
            ("DELETE", status, [header], SizedBody, True)
            for status in (204, 304)
            for header in (CHUNKED, LENGTH)
        ],
        ("HEAD", 200, [LENGTH], SizedBody, True),
        ("HEAD", 200, [CHUNKED], SizedBody, True),
    ],
)
def test_the_head_of_a_response_says_how_its_body_ends(
    method: str, status: int, headers: list[tuple[bytes, bytes]], cls: type, complete: bool
) -> None:
    reader = body_reader(method, status, headers)
    assert type(reader) is cls
    assert reader.complete is complete
