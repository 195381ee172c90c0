"""Compressed bodies: every coding and form, split at every byte; what is cut, invalid or a bomb is noticed."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pareta_core.content_decoding import (
    ContentDecoder,
    ContentError,
    IncompleteContentError,
    supported_codings,
)

TEXT = b'{"object": "list", "data": [{"id": "ep_1"}]}'
_PIECE = 64 * 1024


def gzipped(data: bytes, level: int = 9) -> bytes:
    return gzip.compress(data, level, mtime=0)


def raw_deflate(data: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(data) + machine.flush()


def flushed(*parts: bytes) -> bytes:
    """Return one member whose parts can each be read as soon as they have arrived."""
    machine = zlib.compressobj(wbits=31)
    return (
        b"".join(machine.compress(part) + machine.flush(zlib.Z_SYNC_FLUSH) for part in parts)
        + machine.flush()
    )


NAMED = b"\x1f\x8b\x08\x08" + bytes(5) + b"\x03a.json\0" + gzipped(TEXT)[10:]

# name: (Content-Encoding, bytes)
BODIES: dict[str, tuple[str, bytes]] = {
    "gzip": ("gzip", gzipped(TEXT)),
    "gzip in upper case": ("GZIP", gzipped(TEXT)),
    "x-gzip": ("x-gzip", gzipped(TEXT)),
    "gzip with a file name": ("gzip", NAMED),
    "two members": ("gzip", gzipped(TEXT[:9]) + gzipped(TEXT[9:])),
    "a member for each byte": ("gzip", b"".join(gzipped(TEXT[i : i + 1]) for i in range(len(TEXT)))),
    "an empty member": ("gzip", gzipped(b"") + gzipped(TEXT) + gzipped(b"")),
    "gzip and padding": ("gzip", gzipped(TEXT) + bytes(512)),
    "gzip and garbage": ("gzip", gzipped(TEXT) + b"<!-- by a proxy -->"),
    "gzip in flushed parts": ("gzip", flushed(TEXT[:9], TEXT[9:])),
    "deflate": ("deflate", zlib.compress(TEXT)),
    "deflate without its header": ("deflate", raw_deflate(TEXT)),
    "deflate that stores": ("deflate", zlib.compress(TEXT, 0)),
    "deflate and garbage": ("deflate", zlib.compress(TEXT) + b"garbage"),
    "gzip twice": ("gzip, gzip", gzipped(gzipped(TEXT))),
    "deflate, then gzip": ("deflate,gzip", gzipped(zlib.compress(TEXT))),
    "gzip and identity": ("identity, gzip", gzipped(TEXT)),
}
bodies = pytest.mark.parametrize(
    ("coding", "body"), BODIES.values(), ids=[name.replace(" ", "-") for name in BODIES]
)


def decoder(coding: str) -> ContentDecoder:
    codings = supported_codings(coding)
    assert codings is not None
    return ContentDecoder(codings)


def decoded(coding: str, *chunks: bytes) -> bytes:
    machine = decoder(coding)
    found = b"".join(piece for chunk in chunks for piece in machine.feed(chunk))
    machine.end()
    return found


@bodies
def test_a_body_is_decoded_whole_and_split_at_every_byte(coding: str, body: bytes) -> None:
    assert decoded(coding, body) == TEXT
    assert decoded(coding, *(body[i : i + 1] for i in range(len(body)))) == TEXT
    for cut in range(len(body)):
        assert decoded(coding, body[:cut], b"", body[cut:]) == TEXT


CUTTABLE = [
    "gzip",
    "gzip with a file name",
    "gzip in flushed parts",
    "deflate",
    "deflate without its header",
    "gzip twice",
    "deflate, then gzip",
]


@pytest.mark.parametrize("name", CUTTABLE)
def test_a_body_that_is_cut_anywhere_is_incomplete(name: str) -> None:
    coding, body = BODIES[name]
    for cut in range(1, len(body)):
        machine = decoder(coding)
        assert TEXT.startswith(b"".join(machine.feed(body[:cut])))
        with pytest.raises(IncompleteContentError, match=r"ended in the middle of its (gzip|deflate) data"):
            machine.end()


def test_a_body_that_is_cut_in_its_second_member_is_incomplete() -> None:
    first, second = gzipped(TEXT[:9]), gzipped(TEXT[9:])
    assert decoded("gzip", first) == TEXT[:9]
    for cut in range(1, len(second)):
        with pytest.raises(IncompleteContentError):
            decoded("gzip", first + second[:cut])


def test_a_body_without_a_byte_is_empty() -> None:
    for coding in ("gzip", "deflate", "gzip, deflate"):
        assert decoded(coding) == decoded(coding, b"") == b""


@pytest.mark.parametrize("compress", [gzipped, zlib.compress, raw_deflate])
@pytest.mark.parametrize("size", [0, 1, _PIECE - 1, _PIECE, _PIECE + 1, _PIECE + 100, 3 * _PIECE])
def test_what_arrives_after_the_end_of_a_body_is_ignored(
    compress: Callable[[bytes], bytes], size: int
) -> None:
    coding = "gzip" if compress is gzipped else "deflate"
    assert decoded(coding, compress(bytes(size))) == bytes(size)
    assert decoded(coding, compress(bytes(size)), b"garbage", b"and more") == bytes(size)


@pytest.mark.parametrize("size", [0, 1, _PIECE - 1, _PIECE, _PIECE + 1, _PIECE + 100, 3 * _PIECE])
def test_a_second_member_may_arrive_after_the_end_of_a_first_of_any_size(size: int) -> None:
    assert decoded("gzip", gzipped(bytes(size)), gzipped(TEXT)) == bytes(size) + TEXT


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", TEXT),
        ("gzip", b"\x1f not gzip"),
        ("gzip", zlib.compress(TEXT)),
        ("gzip", gzipped(TEXT)[:-8] + bytes(8)),
        ("gzip", gzipped(TEXT) + b"\x1f\x8b\xff not a member"),
        ("deflate", TEXT),
        ("gzip, gzip", gzipped(TEXT)),
    ],
    ids=["text", "magic", "zlib", "a wrong checksum", "a broken second member", "deflate", "gzip once"],
)
def test_a_body_of_another_coding_is_an_error(coding: str, body: bytes) -> None:
    for chunks in ([body], [body[i : i + 1] for i in range(len(body))]):
        with pytest.raises(ContentError, match=r"is not valid (gzip|deflate)") as caught:
            decoded(coding, *chunks)
        assert not isinstance(caught.value, IncompleteContentError)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "gzip, gzip"])
def test_a_bomb_is_unpacked_as_far_as_the_caller_reads(coding: str) -> None:
    bomb = gzipped(bytes(50_000_000)) if "gzip" in coding else zlib.compress(bytes(50_000_000))
    if coding == "gzip, gzip":
        bomb = gzipped(bomb)
    pieces = decoder(coding).feed(bomb)
    assert [len(piece) for piece in itertools.islice(pieces, 5)] == [_PIECE] * 5


@pytest.mark.parametrize("size", [_PIECE - 1, _PIECE, _PIECE + 1, 3 * _PIECE, 3 * _PIECE + 7])
@pytest.mark.parametrize("compress", [gzipped, lambda data: gzipped(data, 0)])
def test_bodies_around_the_size_of_a_piece_are_decoded_whole(size: int, compress: object) -> None:
    body = compress(bytes(size)) + gzipped(b"end")  # type: ignore[operator]  # of the two functions above
    for step in (len(body), 1000, 7):
        chunks = [body[i : i + step] for i in range(0, len(body), step)]
        assert decoded("gzip", *chunks) == bytes(size) + b"end"


@given(st.binary(max_size=300), st.lists(st.integers(0, 400), max_size=5), st.sampled_from(sorted(BODIES)))
def test_any_bytes_are_decoded_or_an_error_of_our_own(noise: bytes, places: list[int], name: str) -> None:
    coding, body = BODIES[name]
    mixed = body[: len(body) // 2] + noise + body[len(body) // 2 :]
    ends = sorted({place % (len(mixed) + 1) for place in places} | {len(mixed)})
    chunks = [mixed[begin:end] for begin, end in itertools.pairwise([0, *ends])]
    with contextlib.suppress(ContentError):
        decoded(coding, *chunks)


@pytest.mark.parametrize(
    ("header", "codings"),
    [
        ("gzip", ["gzip"]),
        (" X-GZIP ,Deflate", ["gzip", "deflate"]),
        ("identity", []),
        ("", []),
        (",", []),
        ("br", None),
        ("gzip, zstd", None),
        ("utf-8", None),
    ],
)
def test_the_codings_of_a_header_are_known_or_left_to_the_http_library(
    header: str, codings: list[str] | None
) -> None:
    assert supported_codings(header) == codings
