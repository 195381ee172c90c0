"""Recordings: no secret is written in any form, files are private and whole, and a request finds its exchange."""

from __future__ import annotations

import base64
import gzip
import json
import stat
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from pareta_sandbox.recorder.cassette import Body, Cassette, CassetteError, Exchange, Response, read
from pareta_sandbox.recorder.content_codings import Decoder, Encoder
from pareta_sandbox.recorder.matching import Tape, Unmatched, request_key
from pareta_sandbox.recorder.recording import BodyRecorder
from pareta_sandbox.recorder.redaction import REDACTED, Redactor
from pareta_sandbox.recorder.spec_places import load

CANARY = 'pareta-canary/7Fz"q+9é'
MCP = "mcp-canary-55"


def redactor(*headers: tuple[bytes, bytes]) -> Redactor:
    made = Redactor(load().secret_members, load().key_headers)
    made.learn(headers)
    return made


FORMS: dict[str, bytes] = {
    "itself": CANARY.encode(),
    "JSON": json.dumps({"a": f"x{CANARY}x"}).encode(),
    "JSON without ASCII escapes": json.dumps({"a": CANARY}, ensure_ascii=False).encode(),
    "JSON with escaped slashes": json.dumps(CANARY).replace("/", "\\/").encode(),
    "JSON with every letter escaped": "".join(f"\\u{ord(one):04X}" for one in CANARY).encode(),
    "JSON within JSON": json.dumps(json.dumps({"a": CANARY})).encode(),
    "a URL": quote(CANARY, safe="").encode(),
    "a URL within a URL": quote(quote(CANARY, safe=""), safe="").encode(),
    "base64": base64.b64encode(CANARY.encode()),
    "base64 within a longer text": base64.b64encode(b"user:" + CANARY.encode() + b"!"),
    "URL-safe base64": base64.urlsafe_b64encode(b"x" + CANARY.encode()),
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("header", ["x-api-key", "Authorization", "Cookie"])
def test_a_key_that_a_server_echoes_is_replaced_in_every_form(name: str, header: str) -> None:
    prefix = {"x-api-key": "", "Authorization": "Bearer ", "Cookie": "session="}[header]
    made = redactor((header.encode(), (prefix + CANARY).encode()))
    form = FORMS[name]
    found = made.content(b"before " + form + b" after")
    assert form not in found
    assert found.startswith(b"before ")
    assert found.endswith(b" after")
    assert b"[redacted]" in found


@pytest.mark.parametrize("size", [1, 2, 5, 30])
def test_a_key_that_is_cut_between_chunks_is_replaced_and_the_other_chunks_stay(size: int) -> None:
    data = b"data: one\n\ndata: " + CANARY.encode() + b"\n\ndata: two\n\n"
    chunks = [data[index : index + size] for index in range(0, len(data), size)]
    found = redactor((b"x-api-key", CANARY.encode())).chunks(chunks)
    assert len(found) == len(chunks)
    assert b"".join(found) == b"data: one\n\ndata: [redacted]\n\ndata: two\n\n"


@pytest.mark.parametrize(
    "body",
    [
        b'{"mcp_servers": [{"url": "u", "headers": {"authorization": "Bearer mcp-canary-55", "n": "mcp-canary-55"}}]}',
        b'{"mcp_servers":[{"headers":{"x":"mcp-canary-55"}}],"echo":"got mcp-canary-55"}',
        b'{"upload_url": "https://storage.example/a?mcp-canary-55"}',
        b'{"client_secret" : "mcp-canary-55"}',
        b'{"link": "https://s3.example/a?X-Amz-Signature=mcp-canary-55&x=1"}',
        b'{"link": "https:\\/\\/mcp-canary-55@host\\/"}',
        b'{"text": "curl -H \'Authorization: Bearer mcp-canary-55\'"}',
        b'data: {"note": "{\\"api_key\\": \\"mcp-canary-55\\"}"}\n\n',
        b'--b\r\nContent-Disposition: form-data; name="api_key"\r\n\r\nmcp-canary-55\r\n--b--',
    ],
)
def test_other_secrets_in_a_body_are_replaced(body: bytes) -> None:
    made = redactor()
    made.learn_body(body)
    found = made.content(body)
    assert MCP.encode() not in found
    if body.startswith(b"{"):
        json.loads(found)


def test_headers_and_targets_keep_everything_but_secrets() -> None:
    made = redactor((b"X-Api-Key", CANARY.encode()))
    headers = [
        (b"X-Api-Key", CANARY.encode()),
        (b"Set-Cookie", b"a=b"),
        (b"X-Session-Token", b"abc"),
        (b"Idempotency-Key", b"k-1"),
        (b"X-Echo", CANARY.encode()),
        (b"Content-Type", b"application/json"),
    ]
    assert made.headers(headers) == [
        ("X-Api-Key", REDACTED),
        ("Set-Cookie", REDACTED),
        ("X-Session-Token", REDACTED),
        ("Idempotency-Key", "k-1"),
        ("X-Echo", REDACTED),
        ("Content-Type", "application/json"),
    ]
    assert made.text("/v1/a?api_key=abcdef&x=1") == "/v1/a?api_key=[redacted]&x=1"


def test_ordinary_text_stays_as_it_is() -> None:
    body = b'{"max_tokens": 5, "token": "Hello", "headers": 3, "text": "Bearer tokens, basic information", "a": "demo"}'
    made = redactor((b"x-api-key", b"dem"), (b"content-type", b"a"))
    made.learn_body(b'{"headers": {"content-type": "application/json"}}')
    assert made.content(body) == body


def exchange(method: str = "GET", target: str = "/v1/models", **more: Any) -> Exchange:
    body = more.pop("body", b"")
    response = Response(200, "OK", (("a", "b: c"),), Body((b"x", b"\xff"), (0.1, 0.2), None, 2), **more)
    chunks = (body,) if body else ()
    return Exchange(
        "listModels", method, target, (("Accept", "*/*"),), Body(chunks, (), None, len(body)), response
    )


@pytest.mark.parametrize(
    "body", [b"", b'{"a":[1,{"b":null}]}', b'{ "a": 1.0 }', b'{"a":1,"a":2}', b"\xff\x00", b"1"]
)
def test_what_is_written_is_read_again_byte_by_byte(tmp_path: Path, body: bytes) -> None:
    cassette = Cassette(tmp_path / "new" / "cassette")
    written = exchange("POST", body=body, ended="broken", pause=0.25)
    cassette.write(cassette.reserve(), written)
    (found,) = read(cassette.folder)
    assert found.source == "0001-listModels.json"
    assert (found.body.content, found.headers) == (body, written.headers)
    assert found.response == written.response


def test_files_are_private_whole_and_in_the_order_of_the_requests(tmp_path: Path) -> None:
    cassette = Cassette(tmp_path / "cassette")
    numbers = [cassette.reserve() for _ in range(11)]
    for number in reversed(numbers):
        cassette.write(number, exchange(target=f"/v1/models?n={number}"))
    assert [one.target[-2:].strip("=") for one in read(cassette.folder)] == [
        str(number) for number in numbers
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in cassette.folder.iterdir()} == {0o600}
    assert stat.S_IMODE(cassette.folder.stat().st_mode) == 0o700
    assert len(list(cassette.folder.iterdir())) == 11


def test_a_recording_is_neither_overwritten_nor_half_read(tmp_path: Path) -> None:
    cassette = Cassette(tmp_path)
    with pytest.raises(CassetteError, match="holds no recording"):
        read(tmp_path)
    cassette.write(1, exchange())
    with pytest.raises(CassetteError, match="holds a recording already"):
        Cassette(tmp_path)
    for text in ("{", '{"version": 2}', '{"version": 1}'):
        (tmp_path / "0002-x.json").write_text(text)
        with pytest.raises(CassetteError, match=r"0002-x\.json is not a recorded exchange"):
            read(tmp_path)


@pytest.mark.parametrize("coding", ["", "identity", "gzip", "x-gzip", "deflate", "raw deflate"])
@pytest.mark.parametrize("size", [1, 10, 10_000])
def test_content_codings_are_read_chunk_by_chunk(coding: str, size: int) -> None:
    data = b"data: hello\n\n" * 50
    encoded = {
        "gzip": gzip.compress(data, mtime=0),
        "x-gzip": gzip.compress(data, mtime=0),
        "deflate": zlib.compress(data),
        "raw deflate": zlib.compress(data)[2:-4],
    }.get(coding, data)
    decoder = Decoder(coding.removeprefix("raw "), 1_000_000)
    first = 2 if size == 1 else size
    chunks = [encoded[:first], *(encoded[index : index + size] for index in range(first, len(encoded), size))]
    assert b"".join(decoder.decode(chunk) for chunk in chunks) == data
    assert decoder.problem is None


@pytest.mark.parametrize(
    ("coding", "body"),
    [("br", b"x"), ("gzip", b"not gzip"), ("gzip", gzip.compress(bytes(2_000_000), mtime=0))],
)
def test_a_body_that_cannot_be_read_is_neither_kept_nor_compared(coding: str, body: bytes) -> None:
    recorder = BodyRecorder(coding, 1_000_000, lambda: 0.0)
    recorder.add(body)
    assert recorder.content is None
    kept = recorder.body(redactor())
    assert (kept.chunks, kept.length, kept.omitted) == ((), len(body), recorder.problem)


def test_each_chunk_that_is_encoded_again_can_be_read_when_it_arrives() -> None:
    encoder, decoder = Encoder("gzip"), Decoder("gzip", 1_000)
    for index, chunk in enumerate((b"one", b"two", b"three")):
        assert decoder.decode(encoder.encode(chunk, is_last=index == 2)) == chunk


def post(body: bytes, target: str = "/v1/tasks/runs", kind: str = "application/json") -> Exchange:
    headers = (("Content-Type", kind), ("Idempotency-Key", "k-1"))
    return Exchange(
        "createTaskRun", "POST", target, headers, Body((body,), (), None, len(body)), None, "0001-a.json"
    )


def key_of(one: Exchange) -> Any:
    return request_key(one.method, one.target, one.headers, one.body)


def form(boundary: bytes) -> Exchange:
    content = b"--%b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--%b--\r\n" % (boundary, boundary)
    return post(content, kind=f"multipart/form-data; boundary={boundary.decode()}")


GET = Exchange(None, "GET", "/v1/tasks/runs/a/result?timeout=60", (), Body(), None)
UUID, OTHER = "550e8400-e29b-41d4-a716-446655440000", "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize(
    ("recorded", "asked", "is_found"),
    [
        (post(b'{"a": 1, "b": 2}'), post(b'{"b":2,"a":1}'), True),
        (post(b'{"a": 1}'), post(b'{"a": 2}'), False),
        (post(b'{"a": 1}'), post(b'{"a": 1}', "/v1/tasks/runs?x=1"), False),
        (post(b"{}", "/v1/a?x=1&y=2"), post(b"{}", "/v1/a?y=2&x=1"), True),
        (post(b"{}", "/v1/a%20b"), post(b"{}", "/v1/a%20b"), True),
        (form(b"one"), form(b"two"), True),
        (post(f'{{"key": "{UUID}"}}'.encode()), post(f'{{"key": "{OTHER}"}}'.encode()), True),
        (GET, Exchange(None, "GET", "/v1/tasks/runs/a/result?timeout=7", (), Body(), None), True),
        (GET, Exchange(None, "GET", "/v1/tasks/runs/b/result?timeout=60", (), Body(), None), False),
    ],
)
def test_a_request_finds_its_exchange_by_method_target_and_body(
    recorded: Exchange, asked: Exchange, is_found: bool
) -> None:
    assert isinstance(Tape([recorded], load()).find(key_of(asked)), Exchange) == is_found


def test_repeated_requests_get_the_responses_in_order_and_reads_the_last_one_for_ever() -> None:
    exchanges = [exchange(ended=ended) for ended in ("complete", "broken", "left")]
    tape = Tape(exchanges, load())
    found = [tape.find(key_of(exchanges[0])) for _ in range(5)]
    assert found == [*exchanges, exchanges[2], exchanges[2]]


def test_a_request_that_changes_something_is_answered_as_often_as_it_was_recorded() -> None:
    tape = Tape([post(b"{}")], load())
    assert isinstance(tape.find(key_of(post(b"{}"))), Exchange)
    found = tape.find(key_of(post(b"{}")))
    assert isinstance(found, Unmatched)
    assert (
        found.message == "POST /v1/tasks/runs was recorded once with this body, and has responded that often"
    )


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (post(b'{"a": {"b": 2}, "c": 3}'), "closest is 0001-a.json, whose body differs in a.b, c"),
        (post(b'{"a": {"b": 1}}', "/v1/tasks/runs?x=1"), "closest is 0001-a.json, whose query differs in x"),
        (post(b"hello"), "closest is 0001-a.json, whose body differs"),
        (post(b"{}", "/v1/tasks/run"), "closest is 0001-a.json (POST /v1/tasks/runs)"),
    ],
)
def test_an_unmatched_request_hears_what_was_closest(asked: Exchange, message: str) -> None:
    found = Tape([post(b'{"a": {"b": 1}}')], load()).find(key_of(asked))
    assert isinstance(found, Unmatched)
    assert found.message.endswith(message)
