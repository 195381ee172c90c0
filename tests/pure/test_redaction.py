"""Secrets are removed from texts, headers, bodies, decoded JSON and models."""

from __future__ import annotations

import copy
import html
import json
import pickle
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from pareta_core.redaction import (
    MaskedHeaders,
    RedactedResponseInfo,
    Redactor,
    header_secrets,
    redacted,
    redactor_of,
    url_secrets,
    without_secrets,
)
from pareta_wire import DeployComplete, TaskRun
from pareta_wire.model import NamedEvent, attach_response
from pareta_wire.operation import ResponseInfo
from pareta_wire.records import Array

SECRET = "key/with+<signs>&'0123'"
REDACT = Redactor([SECRET])


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        f"Bearer {SECRET}",
        quote(SECRET),
        quote(SECRET, safe=""),
        SECRET.replace("/", "\\/"),
        SECRET.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        html.escape(SECRET),
        "key&#47;with&#x2B;&#60;signs&#x3e;&#38;&#039;0123&apos;",
        "key%2fwith%2b%3csigns%3e%26%270123%27",
        "key/with\\u002B\\u003csigns\\u003E\\u0026\\u00270123\\u0027",
        SECRET.replace("'", "\\'"),
        json.dumps(json.dumps(SECRET.replace("/", "\\/")))[3:-3],
    ],
)
def test_a_secret_is_replaced_however_it_is_escaped(form: str) -> None:
    redact = Redactor([SECRET])
    assert redact(f"a {form} b") == f"a {form.partition(' ')[0] + ' ' if ' ' in form else ''}*** b"


def test_a_short_secret_is_not_replaced() -> None:
    assert Redactor(["abc1234"])("abc1234") == "abc1234"


def test_the_longer_of_two_secrets_is_replaced_whole() -> None:
    assert Redactor(["secret-1", "secret-1-and-more"])("secret-1-and-more") == "***"


def test_a_redactor_shows_and_pickles_no_secret() -> None:
    assert SECRET not in repr(REDACT)
    assert SECRET.encode() not in pickle.dumps(REDACT)
    assert not pickle.loads(pickle.dumps(REDACT))


def test_headers_keep_their_type_and_are_the_same_object_without_a_secret() -> None:
    clean = httpx.Headers({"x-a": "b"})
    assert REDACT.headers(clean) is clean
    assert REDACT.headers({"x-a": SECRET}) == {"x-a": "***"}
    several = REDACT.headers(httpx.Headers([("x-a", SECRET), ("x-a", "b")]))
    assert isinstance(several, httpx.Headers)
    assert several.get_list("X-A") == ["***", "b"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"a": "plain"}', b'{"a": "plain"}'),
        (b"\xff" + SECRET.encode() + b"\xfe", b"\xff***\xfe"),
        (json.dumps({"a": [SECRET]}).encode(), b'{"a": ["***"]}'),
        (b'{"a": "\\u006b' + SECRET[1:].encode() + b'"}', b'{"a": "***"}'),
        (b'{"a": "\\u0062"}', b'{"a": "\\u0062"}'),
        (b"not JSON \\ ", b"not JSON \\ "),
    ],
)
def test_a_body_is_redacted_and_otherwise_kept_byte_for_byte(content: bytes, expected: bytes) -> None:
    assert REDACT.body(content) == expected


@pytest.mark.parametrize("value", [None, 1, "a", [], {}, {"a": [1, {"b": "c"}]}, [True, 1.5]])
def test_json_without_a_secret_is_the_same_object(value: Any) -> None:
    assert REDACT.value(value) is value


def test_json_is_redacted_at_every_depth_and_in_keys() -> None:
    value = {"a": [{"b": SECRET}], SECRET: 1, "c": "d"}
    assert REDACT.value(value) == {"a": [{"b": "***"}], "***": 1, "c": "d"}
    assert value["a"] == [{"b": SECRET}], "the record itself is not changed"


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("Authorization", "Bearer abcdefgh1", "abcdefgh1"),
        ("X-API-Key", "abcdefgh1", "abcdefgh1"),
        ("Cookie", "session=abcdefgh1; a=b", "abcdefgh1"),
        ("Proxy-Authorization", "Basic abcdefgh1", "abcdefgh1"),
        ("x-gateway-token", "abcdefgh1", "abcdefgh1"),
        ("X-Amz-Signature", "abcdefgh1", "abcdefgh1"),
        ("client-secret", "abcdefgh1", "abcdefgh1"),
        ("Idempotency-Key", "abcdefgh1", None),
        ("x-team", "abcdefgh1", None),
        ("accept", "application/json", None),
    ],
)
def test_headers_with_credentials_are_known_by_their_names(name: str, value: str, found: str | None) -> None:
    secrets = header_secrets({name: value})
    assert secrets == [] if found is None else found in secrets


def test_the_query_of_a_signed_url_is_a_secret() -> None:
    redact = Redactor(url_secrets("https://store.example/a?X-Sig=abc%2Fdefgh12345&n=1"))
    assert redact("PUT /a?X-Sig=abc%2Fdefgh12345&n=1: abc/defgh12345") == "PUT /a?***: ***"


def response(redact: Redactor = REDACT) -> RedactedResponseInfo:
    return RedactedResponseInfo(200, {"a": "b"}, "req_1", 5, 7, "key_1", redact)


def run(text: str, redact: Redactor | None = REDACT) -> TaskRun:
    found = TaskRun.from_dict({"run_id": "r", "status": "failed", "error": {"message": text}})
    if redact is not None:
        attach_response(found, response(redact))
    return found


def test_a_response_looks_and_compares_like_one_without_a_redactor() -> None:
    plain = ResponseInfo(200, {"a": "b"}, "req_1", 5, 7, "key_1")
    assert repr(response()) == repr(plain)
    assert response() == plain
    assert response() == response(Redactor())
    assert response() != ResponseInfo(201, {"a": "b"})


@pytest.mark.parametrize(
    "twin",
    [copy.copy, copy.deepcopy, lambda info: pickle.loads(pickle.dumps(info))],
    ids=["copy", "deep", "pickle"],
)
def test_a_copy_of_a_response_holds_no_redactor(twin: Any) -> None:
    copied = twin(response())
    assert type(copied) is ResponseInfo
    assert copied == response()


def test_a_result_without_a_secret_is_the_result_itself() -> None:
    found = run("no reason")
    assert redacted(found) is found
    found = run(SECRET, None)
    assert redacted(found) is found, "nobody knows what its secret would be"
    assert not redactor_of(found)


def test_a_result_with_a_secret_is_copied_without_it() -> None:
    found = run(SECRET)
    clean = redacted(found)
    assert clean is not found
    assert isinstance(clean, TaskRun)
    assert clean.to_dict()["error"]["message"] == "***"
    assert clean.response is found.response
    assert found.to_dict()["error"]["message"] == SECRET, "the record itself stays as sent"


def test_lists_and_events_are_copied_without_secrets() -> None:
    items = Array([run("ok"), run(SECRET)])
    attach_response(items, response())
    clean = redacted(items)
    assert isinstance(clean, Array)
    assert clean.response is items.response
    assert clean[0] is items[0]
    assert SECRET not in repr([each.to_dict() for each in clean])

    raw = {"endpoint": {"id": SECRET}}
    event = NamedEvent("complete", DeployComplete.from_dict(raw), raw)
    [clean_event] = without_secrets([event], REDACT)
    assert SECRET not in json.dumps(clean_event.to_dict())
    assert without_secrets([run("ok")], Redactor()) is not None


def test_what_cannot_be_searched_is_left_out() -> None:
    deep: Any = {}
    for _ in range(100_000):
        deep = {"a": deep}
    found = TaskRun.from_dict({"run_id": "r", "deep": deep})
    attach_response(found, response())
    assert redacted(found) is None


def test_masked_headers_show_no_values_and_are_sent_unchanged() -> None:
    headers = MaskedHeaders({"x-a": SECRET})
    assert SECRET not in repr(headers) + repr(list(headers.values())) + repr(dict(headers))
    assert headers["x-a"] == SECRET
