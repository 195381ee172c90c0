"""The SSE decoder against a corpus split at every place, the standard's own algorithm, and large streams."""

from __future__ import annotations

import re
import sys
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.cases import ROOT as CASES
from conformance.cases import read_file
from conformance.server import joined, stream_items
from pareta_core import sse
from pareta_core.sse import Decoder, EventTooLongError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FrameType

Event = tuple[str, str, str]

COMMENTS = b": ping\n\n:\ndata: a\n: between \r\n\n:\xc3\xa9\xff\r: last"


def test_comments_are_passed_on_when_they_are_wanted_wherever_a_chunk_ends() -> None:
    for at in range(len(COMMENTS) + 1):
        found: list[str] = []
        decoder = Decoder(on_comment=found.append)
        events = [*decoder.feed(COMMENTS[:at]), *decoder.feed(COMMENTS[at:])]
        assert events == [("", "a", "")]
        assert found == ["ping", "", "between ", "é\ufffd"]


# The streams that decoders in every language must read: name → (the bytes, the events as (event, data, id)).
SHARED = {case.id.removeprefix("sse/"): case.raw for case in read_file(CASES / "sse" / "corpus.yaml")}
CORPUS: dict[str, tuple[bytes, list[Event]]] = {
    name: (
        joined([*stream_items(raw["decode"]["sse"])]),
        [(event["event"], event["data"], event["id"]) for event in raw["then"]["events"]],
    )
    for name, raw in SHARED.items()
    if "error" not in raw["then"]
}
INVALID = {
    name: joined([*stream_items(raw["decode"]["sse"])])
    for name, raw in SHARED.items()
    if "error" in raw["then"]
}
cases = pytest.mark.parametrize(("stream", "events"), CORPUS.values(), ids=CORPUS)
WHOLE_CORPUS = b"".join(stream + b"\n\n" for stream, _ in CORPUS.values())


def decoded(chunks: Iterable[bytes]) -> list[Event]:
    decoder = Decoder()
    return [tuple(event) for chunk in chunks for event in decoder.feed(chunk)]


def split_at(stream: bytes, places: Iterable[int]) -> list[bytes]:
    """Return the stream as chunks, split at the places. A place that occurs twice gives an empty chunk."""
    return [stream[start:end] for start, end in pairwise([0, *sorted(places), len(stream)])]


def reference_events(stream: bytes) -> list[Event]:
    """Return the events by the standard's algorithm, sentence by sentence, on the whole stream."""
    events: list[Event] = []
    name = data = last_id = ""
    text = stream.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    for line in re.split("\r\n|\n|\r", text)[:-1]:
        if line == "":
            if data:
                events.append((name, data.removesuffix("\n"), last_id))
            name = data = ""
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            name = value
        elif field == "data":
            data += value + "\n"
        elif field == "id" and "\0" not in value:
            last_id = value
    return events


@cases
def test_a_stream_is_decoded_into_its_events(stream, events):
    assert decoded([stream]) == events


@cases
def test_the_table_agrees_with_the_standard(stream, events):
    assert reference_events(stream) == events


@cases
def test_a_chunk_boundary_at_any_place_changes_nothing(stream, events):
    for place in range(len(stream) + 1):
        assert decoded(split_at(stream, [place])) == events, f"split at {place}"


@cases
def test_two_chunk_boundaries_at_any_places_change_nothing(stream, events):
    for places in combinations(range(len(stream) + 1), 2):
        assert decoded(split_at(stream, places)) == events, f"split at {places}"


@cases
def test_a_stream_in_single_bytes_and_empty_chunks_gives_the_same_events(stream, events):
    places = [place for place in range(len(stream) + 1) for _ in range(2)]
    assert decoded(split_at(stream, places)) == events


@settings(deadline=None)
@given(st.lists(st.integers(0, len(WHOLE_CORPUS)), max_size=60))
def test_any_chunk_boundaries_in_the_whole_corpus_change_nothing(places):
    assert decoded(split_at(WHOLE_CORPUS, places)) == decoded([WHOLE_CORPUS])


FRAGMENTS = [
    "data",
    "event",
    "id",
    "retry",
    ":",
    ": ",
    " ",
    "\r",
    "\n",
    "\r\n",
    "a",
    "é",
    "😀",
    "\u2028",
    "\x85",
]
FRAGMENTS += ["\x0c", "\0", "\ufeff", "data: a\n", "data: b\r\n", "\n\n", "id: 1\r", "event: e\n"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join), st.data())
def test_any_stream_in_any_chunks_is_decoded_as_the_standard_says(text, data):
    stream = text.encode()
    places = data.draw(st.lists(st.integers(0, len(stream)), max_size=10))
    assert decoded(split_at(stream, places)) == reference_events(stream)


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
def test_more_chunks_only_add_events_and_chunk_boundaries_do_not_change_pending(text):
    stream, whole = text.encode(), Decoder()
    events = whole.feed(stream)
    for place in range(len(stream) + 1):
        in_two = Decoder()
        before = in_two.feed(stream[:place])
        assert events[: len(before)] == before
        assert before + in_two.feed(stream[place:]) == events
        assert in_two.pending is whole.pending


@settings(deadline=None, max_examples=30)
@given(st.integers(1000, 300_000), st.sampled_from([b"\n", b"\r", b"\r\n"]), st.data())
def test_long_lines_in_any_chunks_are_decoded_as_the_standard_says(size, end, data):
    lines = [b": ", b"data: ", b"data: ", b"id: "]
    lines = [line + "é\u2028x".encode() * (size // 6) + end for line in lines] + [end]
    stream = b"".join(lines)
    ends = [sum(map(len, lines[:count])) for count in range(len(lines))]
    near_an_end = st.sampled_from(ends).flatmap(lambda at: st.sampled_from([at - 1, at, at + 1]))
    places = data.draw(st.lists(near_an_end | st.integers(0, len(stream)), max_size=12))
    assert decoded(split_at(stream, [max(0, place) for place in places])) == reference_events(stream)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=10))
def test_any_bytes_give_events_or_a_unicode_error(chunks):
    try:
        decoded(chunks)
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            b"".join(chunks).decode()


@pytest.mark.parametrize("end", [b"\n\n", b"\r\r", b"\r\n\r\n", b"\r\n\r"])
def test_an_event_is_returned_with_the_byte_that_completes_it(end):
    # The event is complete at the CR of the blank line: waiting for an LF that may not come would delay it.
    *before, last = [bytes([byte]) for byte in b"data: a" + end]
    decoder = Decoder()
    late = {b"\r\n\r\n": 1}.get(end, 0)
    completed_at = [index for index, byte in enumerate([*before, last]) if decoder.feed(byte)]
    assert completed_at == [len(before) - late]


@pytest.mark.parametrize("stream", INVALID.values(), ids=INVALID)
def test_invalid_utf_8_raises_with_every_chunk_boundary(stream):
    for place in range(len(stream) + 1):
        with pytest.raises(UnicodeDecodeError):
            decoded([*split_at(stream, [place]), b""])


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_events_before_invalid_utf_8_are_returned_first(size):
    stream = b"data: a\n\ndata: b\n\ndata: \xff\n\n"
    decoder, before = Decoder(), []

    def read():
        for chunk in [*split_at(stream, range(size, len(stream), size)), b""]:
            before.extend(data for _, data, _ in decoder.feed(chunk))

    with pytest.raises(UnicodeDecodeError):
        read()
    assert before == ["a", "b"]


@pytest.mark.parametrize(
    ("stream", "pending"),
    [
        (b"", False),
        (b"\n", False),
        (b"data: a\n\n", False),
        (b"data: a\r\n\r", False),
        (b": ping\n", False),
        (b"id: 1\n", False),
        (b"retry: 1\n", False),
        (b"event: e\n\n", False),
        (b"data: a\n", True),
        (b"data:\n", True),
        (b"event: e\n", True),
        (b"dat", True),
        (b"data: a\n\nd", True),
        (b"data: a\r\n\r\n\xef", True),
    ],
)
def test_pending_distinguishes_a_truncated_stream_from_a_complete_one(stream, pending):
    for chunks in ([stream], [bytes([byte]) for byte in stream]):
        decoder = Decoder()
        for chunk in chunks:
            decoder.feed(chunk)
        assert decoder.pending is pending


def test_two_decoders_share_no_state():
    first, second = Decoder(), Decoder()
    first.feed(b"id: 1\nevent: e\ndata: a\n")
    assert [tuple(event) for event in second.feed(b"data: b\n\n")] == [("", "b", "")]


class Work:
    """Counts the bytes that a decoder scans (passed to `split`) and copies (by `+` and `join`)."""

    def __init__(self) -> None:
        self.scanned = self.added = self.joins = 0
        work, lines = self, sse._lines

        class Counted(bytes):
            def __add__(self, other: bytes) -> bytes:
                work.added += len(self) + len(other)
                return Counted(bytes(self) + bytes(other))

            def __radd__(self, other: bytes) -> bytes:
                work.added += len(self) + len(other)
                return Counted(bytes(other) + bytes(self))

        self.counted = Counted
        self._lines = lines

    def split(self, chunk: bytes) -> list[bytes]:
        self.scanned += len(chunk)
        return [self.counted(line) for line in self._lines(chunk)]

    def on_call(self, frame: FrameType, event: str, called: object) -> None:
        if event == "c_call" and getattr(called, "__name__", "") == "join":
            self.joins += isinstance(getattr(called, "__self__", None), (bytes, bytearray))


def test_a_line_of_10_mb_in_chunks_of_1_kb_is_split_once_and_joined_once(monkeypatch):
    kilobyte, chunks = b"x" * 1024, 10 * 1024
    work = Work()
    monkeypatch.setattr(sse, "_lines", work.split)
    decoder, events = Decoder(), []
    profiler = sys.getprofile()
    sys.setprofile(work.on_call)
    try:
        decoder.feed(b"data: ")
        for _ in range(chunks):
            events += decoder.feed(kilobyte)
        events += decoder.feed(b"\n\n")
    finally:
        sys.setprofile(profiler)
    size = len(kilobyte) * chunks
    assert [len(data) for _, data, _ in events] == [size]
    assert work.scanned == size + len(b"data: \n\n")
    assert work.joins == 1
    assert work.added == 0


def test_an_event_of_10_mb_in_short_lines_is_joined_once():
    lines, work = 10 * 1024, Work()
    texts = 0

    def on_call(frame, event, called):
        nonlocal texts
        if event == "c_call" and getattr(called, "__name__", "") == "join":
            texts += isinstance(called.__self__, str)
        work.on_call(frame, event, called)

    chunk = b"data: " + b"x" * 1024 + b"\n"
    decoder, events = Decoder(), []
    profiler = sys.getprofile()
    sys.setprofile(on_call)
    try:
        for _ in range(lines):
            events += decoder.feed(chunk)
        events += decoder.feed(b"\n")
    finally:
        sys.setprofile(profiler)
    assert [len(data) for _, data, _ in events] == [lines * 1024 + lines - 1]
    assert (texts, work.joins) == (1, 0)


# All sorts of lines, each often followed by the blank line that ends an event.
LINES = [
    b"data: {}",
    b"data: a b",
    b"data:a",
    b"data",
    b"data: ",
    "data: é\u2028\x85\x0c".encode(),
    b"xdata: a",
    b"event: e",
    b"event: data: e",
    b"event: ",
    b"event",
    b": ping",
    b"id: 1",
    b"retry: 1",
    b" data: a",
    b"",
    b"",
]


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(
    lines=st.lists(st.sampled_from(LINES), max_size=12),
    ends=st.lists(
        st.sampled_from([b"\n", b"\n\n", b"\n\n", b"\n\n", b"\r\n\r\n", b"\r"]), min_size=12, max_size=12
    ),
    cuts=st.lists(st.integers(0, 200), max_size=4),
)
def test_many_events_in_one_chunk_equal_those_of_single_bytes(lines, ends, cuts):
    stream = b"".join(line + end for line, end in zip(lines, ends, strict=False))
    for before in (
        b"",
        b"data: x\n\n",
    ):  # after this the decoder is past the beginning of the stream
        bits, whole = Decoder(), Decoder()
        bits.feed(before)
        whole.feed(before)
        one_by_one = [event for byte in stream for event in bits.feed(bytes([byte]))]
        assert [event for chunk in split_at(stream, cuts) for event in whole.feed(chunk)] == one_by_one
        assert whole.pending == bits.pending
        assert whole.feed(b"\n\ndata: y\n\n") == bits.feed(b"\n\ndata: y\n\n")


# --- the end of a stream, and the limit of an event

# name: (the bytes, the data that no blank line has ended)
UNFINISHED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", ""),
    "a whole event": (b"data: a\n\n", ""),
    "a line": (b"data: a\n\ndata: [DONE]\n", "[DONE]"),
    "a line without its end": (b"data: a\n\ndata: [DONE]", "[DONE]"),
    "a line that ends in CR": (b"data: a\n\ndata: [DONE]\r", "[DONE]"),
    "a line that ends in CRLF": (b"data: a\r\n\r\ndata: [DONE]\r\n", "[DONE]"),
    "the only line": (b"data: [DONE]", "[DONE]"),
    "the only line, after a BOM": (b"\xef\xbb\xbfdata: [DONE]", "[DONE]"),
    "no space": (b"data:[DONE]", "[DONE]"),
    "two lines": (b"data: a\ndata: b", "a\nb"),
    "a part of a field": (b"data: a\ndat", "a"),
    "another field": (b"event: e", ""),
    "a part of a character": (b"data: \xc3", "\ufffd"),
}


@pytest.mark.parametrize(
    ("stream", "data"), UNFINISHED.values(), ids=[name.replace(" ", "-") for name in UNFINISHED]
)
def test_the_data_of_an_event_without_a_blank_line_can_be_read(stream, data):
    for cut in range(len(stream) + 1):
        decoder = Decoder()
        decoder.feed(stream[:cut])
        decoder.feed(stream[cut:])
        assert decoder.unfinished_data() == data


LIMIT = 50
# name: (the bytes, the events before the one that is too long)
TOO_LONG: dict[str, tuple[bytes, int]] = {
    "one line": (b"data: " + b"x" * 45 + b"\n\n", 0),
    "one line without its end": (b"data: " + b"x" * 45, 0),
    "an endless field without a name": (b"x" * 51, 0),
    "many lines": (b"data: xxxx\n" * 6, 0),
    "lines and a name": (b"event: " + b"e" * 40 + b"\ndata: x\n\n", 0),
    "after others": (b"data: a\n\ndata: b\n\ndata: " + b"x" * 45 + b"\n\ndata: c\n\n", 2),
    "lines that end in CRLF": (b"data: a\r\n\r\ndata: " + b"x" * 45 + b"\r\n\r\n", 1),
}


@pytest.mark.parametrize(
    ("stream", "count"), TOO_LONG.values(), ids=[name.replace(" ", "-") for name in TOO_LONG]
)
@pytest.mark.parametrize("step", [1, 2, 7, 1000])
def test_an_event_longer_than_the_limit_is_an_error_after_those_before_it(stream, count, step):
    decoder, events = Decoder(LIMIT), []

    def feed_all():
        for begin in range(0, len(stream), step):
            events.extend(decoder.feed(stream[begin : begin + step]))
        decoder.feed(b"")

    with pytest.raises(EventTooLongError):
        feed_all()
    assert len(events) == count


LONG_ENOUGH = [
    b"data: " + b"x" * 44 + b"\n\n",
    (b"data: " + b"x" * 44 + b"\n\n") * 30,
    b"event: e\ndata: xxxx\ndata: xxxx\nid: 1\n\n" * 30,
    b"data: a\n\n" * 1000,
    b"data: a\r\n\r\n" * 1000,
    b": ping\n" * 1000 + b"data: a\n\n",
    b": ping\n\n" * 1000,
    b"data: a\n\n: ping\n" * 1000,
    b"retry: 1\n\n" * 1000,
    (b"data: " + b"x" * 32 + b"\n\n") * 2 + b"data: " + b"x" * 44 + b"\n\n",
]


@pytest.mark.parametrize("stream", LONG_ENOUGH, ids=range(len(LONG_ENOUGH)))
@pytest.mark.parametrize("step", [1, 2, 7, 40, 100_000])
def test_events_within_the_limit_are_decoded_however_many_they_are(stream, step):
    limited, events = Decoder(LIMIT), []
    for begin in range(0, len(stream), step):
        events += limited.feed(stream[begin : begin + step])
    assert [tuple(event) for event in events] == reference_events(stream)
