"""Compressed responses on sockets: members, cuts and false headers, over our connections and over a user's client."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import pytest

import pareta
from tests.contract.loopback import How, failing, list_models, stream_tokens
from tests.contract.test_framing import RawServer, chunks
from tests.support import chunk

pytestmark = pytest.mark.usefixtures("bare_environment")

LIST = json.dumps({"object": "list", "data": [{"id": "ep_1"}]}).encode()
EVENTS = [chunk("a"), chunk("b"), b"data: [DONE]\n\n"]


def head(coding: str, kind: str = "application/json") -> bytes:
    fields = f"content-type: {kind}\r\ncontent-encoding: {coding}\r\ntransfer-encoding: chunked\r\n\r\n"
    return b"HTTP/1.1 200 OK\r\n" + fields.encode()


def raw_deflate(data: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(data) + machine.flush()


def each_byte(data: bytes) -> list[bytes]:
    return [data[i : i + 1] for i in range(len(data))]


def settings_of(how: How, whose: str) -> dict[str, Any]:
    return {} if whose == "ours" else {"http_client": how.Http()}


any_client = pytest.mark.parametrize("whose", ["ours", "the user's"])

# name: (Content-Encoding, the chunks of the body)
BODIES: dict[str, tuple[str, list[bytes]]] = {
    "gzip": ("gzip", [gzip.compress(LIST)]),
    "gzip, byte by byte": ("gzip", each_byte(gzip.compress(LIST))),
    "two members": ("gzip", [gzip.compress(LIST[:9]) + gzip.compress(LIST[9:])]),
    "two members, byte by byte": ("gzip", each_byte(gzip.compress(LIST[:9]) + gzip.compress(LIST[9:]))),
    "GZIP": ("GZIP", [gzip.compress(LIST)]),
    "x-gzip": ("x-gzip", [gzip.compress(LIST)]),
    "gzip, gzip": ("gzip, gzip", [gzip.compress(gzip.compress(LIST))]),
    "deflate": ("deflate", [zlib.compress(LIST)]),
    "deflate without its header": ("deflate", [raw_deflate(LIST)]),
    "deflate without its header, byte by byte": ("deflate", each_byte(raw_deflate(LIST))),
    "identity": ("identity", [LIST]),
    "no coding": ("utf-8", [LIST]),
}


@any_client
@pytest.mark.parametrize(
    ("coding", "parts"), BODIES.values(), ids=[name.replace(" ", "-") for name in BODIES]
)
def test_a_compressed_body_is_read_and_its_connection_used_again(
    how: How, whose: str, coding: str, parts: list[bytes]
) -> None:
    with RawServer(head(coding) + chunks(*parts)) as server:
        found = how.run(
            "pareta",
            server.url,
            lambda client: list_models(client) + list_models(client),
            **settings_of(how, whose),
        )
        assert found == [1, 1]
        assert server.connections == 1


def flushed(*events: bytes) -> list[bytes]:
    machine = zlib.compressobj(wbits=31)
    return [machine.compress(event) + machine.flush(zlib.Z_SYNC_FLUSH) for event in events]


STREAMS: dict[str, list[bytes]] = {
    "whole": [gzip.compress(b"".join(EVENTS))],
    "a member for each event": [gzip.compress(event) for event in EVENTS],
    "a member for each event, byte by byte": each_byte(b"".join(gzip.compress(event) for event in EVENTS)),
    "flushed after each event": flushed(*EVENTS),
}


@any_client
@pytest.mark.parametrize("parts", STREAMS.values(), ids=[name.replace(" ", "-") for name in STREAMS])
def test_a_compressed_stream_is_read(how: How, whose: str, parts: list[bytes]) -> None:
    with RawServer(head("gzip", "text/event-stream") + chunks(*parts)) as server:
        assert how.run("pareta", server.url, stream_tokens, **settings_of(how, whose)) == ["a", "b"]


@any_client
@pytest.mark.parametrize("missing", [1, 8, 12])
def test_a_compressed_body_that_is_cut_is_a_lost_connection(how: How, whose: str, missing: int) -> None:
    with RawServer(head("gzip") + chunks(gzip.compress(LIST)[:-missing])) as server:
        error, pauses = how.run("pareta", server.url, failing(list_models), **settings_of(how, whose))
    assert isinstance(error, pareta.APIConnectionError)
    assert isinstance(error, pareta.APIResponseError)
    assert "its body is incomplete: the body ended in the middle of its gzip data" in str(error)
    assert len(pauses) == 2, "a safe call is retried"


# (Under trio, the generators of httpx complain when a response is left early.)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@any_client
@pytest.mark.parametrize("coding", ["gzip", "deflate", "gzip, deflate"])
def test_a_body_that_is_not_what_its_header_says_is_an_error(how: How, whose: str, coding: str) -> None:
    with RawServer(head(coding) + chunks(LIST)) as server:
        error, _ = how.run("pareta", server.url, failing(list_models), **settings_of(how, whose))
    assert type(error) is pareta.APIResponseError
    assert "its body is unusable: the body is not valid " in str(error)


@any_client
def test_a_compressed_stream_that_is_cut_is_an_error_with_what_was_received(how: How, whose: str) -> None:
    seen: list[Any] = []

    def read(client: Any) -> None:
        seen.clear()
        seen.extend(stream_tokens(client))

    parts = flushed(EVENTS[0])
    with RawServer(head("gzip", "text/event-stream") + chunks(*parts)) as server:
        error, _ = how.run("pareta", server.url, failing(read), **settings_of(how, whose))
    assert isinstance(error, pareta.APIConnectionError)
    assert "the body ended in the middle of its gzip data" in str(error)
    assert error.partial == "a"
