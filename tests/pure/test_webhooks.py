"""Webhooks: what is accepted, what is rejected, and that no error repeats a secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import pickle
import subprocess
import sys
import time
import traceback
from email.message import Message
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel import ParallelError, TaskRun, webhooks
from parallel.webhooks import WebhookEvent, WebhookVerificationError, parse, sign, verify

ROOT = Path(__file__).resolve().parents[2]

# The example of the Standard Webhooks scheme, which its libraries test themselves with.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
NOW = 1614265330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
HEADERS = {"webhook-id": ID, "webhook-timestamp": str(NOW), "webhook-signature": SIGNATURE}

OTHER = "whsec_" + base64.b64encode(b"another key, of 32 bytes, please").decode()
RUN = {"run_id": "trun_1", "status": "completed", "is_active": False, "processor": "base", "new": [1]}
EVENT = {"type": "task_run.status", "timestamp": "2026-01-01T12:00:00Z", "data": RUN, "later": "more"}


def changed(**values: object) -> dict[str, Any]:
    """Return the example's headers with another value; None leaves a header out."""
    headers: dict[str, Any] = {
        **HEADERS,
        **{f"webhook-{name}": value for name, value in values.items()},
    }
    return {name: value for name, value in headers.items() if value is not None}


def signed(id: str, timestamp: str, body: bytes = BODY) -> dict[str, str]:
    """Sign as the scheme says, independently of the tested code, so that only the malformed value can be the cause."""
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    digest = hmac.new(key, id.encode() + b"." + timestamp.encode() + b"." + body, hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature}


def check(
    headers: Any = HEADERS, body: Any = BODY, secret: Any = SECRET, now: float = NOW, **more: Any
) -> None:
    assert verify(body, headers, secret=secret, now=now, **more) is None


def rejected(
    headers: Any = HEADERS, body: Any = BODY, secret: Any = SECRET, now: float = NOW, **more: Any
) -> str:
    with pytest.raises(WebhookVerificationError) as caught:
        verify(body, headers, secret=secret, now=now, **more)
    with pytest.raises(WebhookVerificationError):
        parse(body, headers, secret=secret, now=now, **more)
    return str(caught.value)


# --- what is accepted


def test_the_example_of_the_scheme_is_signed_as_it_says() -> None:
    assert sign(BODY, secret=SECRET, id=ID, timestamp=NOW) == HEADERS
    assert signed(ID, str(NOW)) == HEADERS


def test_the_example_of_the_scheme_is_accepted() -> None:
    check()


@pytest.mark.parametrize(
    "headers",
    [
        {name.title(): value for name, value in HEADERS.items()},
        {name.upper(): value for name, value in HEADERS.items()},
        {**HEADERS, "host": "h", "cookie": "ü", "x-list": ["no", "text"], b"\xff": b"\xff", 7: 8},
        {name.encode(): value.encode() for name, value in HEADERS.items()},
        list(HEADERS.items()),
        iter(HEADERS.items()),
        [[name.encode(), value.encode()] for name, value in HEADERS.items()],
        [(b"cookie", b"a"), (b"cookie", b"b"), *((name.encode(), value) for name, value in HEADERS.items())],
        httpx.Headers(HEADERS),
    ],
    ids=["Title", "UPPER", "others", "bytes", "pairs", "iterator", "ASGI", "doubled others", "httpx"],
)
def test_headers_may_have_any_form_that_frameworks_use(headers: Any) -> None:
    check(headers)


def test_headers_of_the_standard_library_s_server_are_accepted() -> None:
    message = Message()
    for name, value in HEADERS.items():
        message[name] = value
    check(message)


@pytest.mark.parametrize("body", [bytearray(BODY), memoryview(BODY)], ids=["bytearray", "memoryview"])
def test_the_body_may_be_any_kind_of_bytes(body: Any) -> None:
    check(body=body)
    assert sign(body, secret=SECRET, id=ID, timestamp=NOW) == HEADERS


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", b"no json", b"1.2.3", "ü\u2028".encode()], ids=repr)
def test_any_bytes_can_be_verified_since_the_signature_is_over_bytes(body: bytes) -> None:
    check(sign(body, secret=SECRET, timestamp=NOW), body)


@pytest.mark.parametrize(
    "secret",
    [
        SECRET,
        SECRET.removeprefix("whsec_"),
        base64.b64decode(SECRET.removeprefix("whsec_")),
        [SECRET],
        (OTHER, SECRET),
        [SECRET, b"a key of another kind"],
    ],
    ids=["whsec_", "base64", "bytes", "a list", "the second", "the first"],
)
def test_a_secret_may_be_written_as_in_the_dashboard_without_prefix_as_the_key_itself_or_be_several(
    secret: Any,
) -> None:
    check(secret=secret)


def test_an_older_integration_passes_the_whole_string_as_bytes() -> None:
    digest = hmac.new(SECRET.encode(), f"{ID}.{NOW}.".encode() + BODY, hashlib.sha256).digest()
    headers = changed(signature="v1," + base64.b64encode(digest).decode())
    check(headers, secret=SECRET.encode())
    check(headers, secret=[SECRET, SECRET.encode()])
    rejected(headers)


WRONG = "v1," + base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "listed",
    [
        f"{SIGNATURE} {WRONG}",
        f"{WRONG} {SIGNATURE}",
        f"{WRONG} {SIGNATURE} {SIGNATURE}",
        f"v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== {SIGNATURE}",
        f"{SIGNATURE} v2,anything-at_all",
    ],
    ids=["first", "second", "twice", "another version first", "another version last"],
)
def test_one_valid_signature_is_enough(listed: str) -> None:
    check(changed(signature=listed))


def test_during_a_rotation_the_old_and_the_new_secret_are_accepted() -> None:
    headers = sign(BODY, secret=[SECRET, OTHER], timestamp=NOW)
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (SECRET, OTHER, [OTHER, SECRET]):
        check(headers, secret=secret)
    rejected(headers, secret=b"a third")
    check(sign(BODY, secret=OTHER, timestamp=NOW), secret=[SECRET, OTHER])


def test_every_signature_is_compared_with_every_secret_even_after_a_match(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[bool] = []

    def compare(a: Any, b: Any) -> bool:
        compared.append(a == b)
        return compared[-1]

    monkeypatch.setattr(webhooks.hmac, "compare_digest", compare)
    check(changed(signature=f"{SIGNATURE} {WRONG} {WRONG}"), secret=[SECRET, OTHER])
    assert compared == [True, False, False, False, False, False]


@pytest.mark.parametrize("offset", [0, 300, -300, 299.9, -299.9])
def test_a_timestamp_within_the_tolerance_is_accepted_in_both_directions(offset: float) -> None:
    check(now=NOW + offset)


@pytest.mark.parametrize("offset", [300.5, -300.5, 86_400, float("inf"), float("-inf"), float("nan")])
def test_a_timestamp_outside_the_tolerance_is_rejected_in_both_directions(offset: float) -> None:
    assert "webhook-timestamp" in rejected(now=NOW + offset)


def test_the_tolerance_can_be_set() -> None:
    check(now=NOW + 900, tolerance=900)
    check(now=NOW, tolerance=0)
    assert "901 s in the past, more than the tolerance of 900 s" in rejected(now=NOW + 901, tolerance=900)
    assert "1 s in the future" in rejected(now=NOW - 1, tolerance=0)


def test_without_now_the_clock_is_used() -> None:
    headers = sign(BODY, secret=SECRET)
    assert verify(BODY, headers, secret=SECRET) is None
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    with pytest.raises(WebhookVerificationError, match="in the past"):
        verify(BODY, HEADERS, secret=SECRET)


# --- what is rejected


@pytest.mark.parametrize("name", list(HEADERS))
def test_a_missing_or_repeated_header_is_rejected(name: str) -> None:
    rest = {key: value for key, value in HEADERS.items() if key != name}
    assert f"{name} must occur once, and occurs 0 times" in rejected(rest)
    assert f"{name} must occur once, and occurs 2 times" in rejected(
        [*HEADERS.items(), (name, HEADERS[name])]
    )
    assert f"{name} must occur once, and occurs 2 times" in rejected({**HEADERS, name.title(): HEADERS[name]})
    assert f"{name} must occur once, and occurs 2 times" in rejected([*HEADERS.items(), (name.encode(), b"")])
    # httpx joins them with a comma.
    assert name in rejected(httpx.Headers([*HEADERS.items(), (name, HEADERS[name])]))


@pytest.mark.parametrize("name", list(HEADERS))
@pytest.mark.parametrize(
    "value", ["", " ", None, 5, ["v1"], b"\xff", "ü", "\n", "a\x00", b""], ids=lambda value: repr(value)
)
def test_a_header_without_a_valid_value_is_rejected(name: str, value: Any) -> None:
    assert name in rejected({**HEADERS, name: value})


def test_a_name_that_only_resembles_a_header_does_not_count() -> None:
    for name in ("webhoo\N{KELVIN SIGN}-id", "webhook_id", "webhook-id ", "http_webhook_id"):
        assert "webhook-id must occur once, and occurs 0 times" in rejected({**changed(id=None), name: ID})


@pytest.mark.parametrize("headers", [{}, [], httpx.Headers()], ids=repr)
def test_a_request_without_headers_is_rejected(headers: Any) -> None:
    rejected(headers)


@pytest.mark.parametrize(
    "id",
    ["a.b", "msg 1", " msg", "msg ", "msg\n", "msg\t1", "ümsg", "msg\x7f", "m" * 256],
    ids=repr,
)
def test_a_malformed_id_is_rejected_although_it_is_signed(id: str) -> None:
    assert "webhook-id must be" in rejected(signed(id, str(NOW)))


TIMESTAMPS = [
    *("0", "00", f"0{NOW}", f"+{NOW}", f"-{NOW}", f" {NOW}", f"{NOW} ", f"{NOW}\n", f"{NOW}.0", f"{NOW}."),
    *("1_614_265_330", "1e9", "0x60378672", "nan", "NaN", "inf", "-inf", "-1", "", "now", f"{NOW}000000"),
    *("9" * 13, "9" * 5000, "١٦١٤٢٦٥٣٣٠", "１６１４２６５３３０", "²", "2021-02-25T15:02:10Z"),
]


@pytest.mark.parametrize("timestamp", TIMESTAMPS, ids=lambda value: repr(value[:20]))
def test_a_malformed_timestamp_is_rejected_although_it_is_signed(timestamp: str) -> None:
    assert "webhook-timestamp must be" in rejected(signed(ID, timestamp))


def test_a_timestamp_in_milliseconds_is_rejected() -> None:
    rejected(signed(ID, str(NOW * 1000)), now=NOW)
    rejected(signed(ID, str(NOW * 1000)), now=NOW * 1000)


BARE = SIGNATURE.removeprefix("v1,")
SIGNATURES = [
    *(BARE, f"v1={BARE}", f"v1{BARE}", f"v1, {BARE}", f"v1,,{BARE}", f"V1,{BARE}", f",{BARE}", "v1,", "v1"),
    *(
        f" {SIGNATURE}",
        f"{SIGNATURE} ",
        f"{SIGNATURE}\n",
        f"{SIGNATURE}  {SIGNATURE}",
        f"{SIGNATURE}\t{WRONG}",
    ),
    *(f"{SIGNATURE},{WRONG}", f"{SIGNATURE}, {WRONG}", f"{SIGNATURE};{WRONG}", f'"{SIGNATURE}"'),
    *(SIGNATURE[:-1], f"{SIGNATURE}=", f"v1,{'A' * 44}", f"v1,{BARE[:20]}!{BARE[21:]}", f"v1,{BARE[:-4]}"),
    *(f"{SIGNATURE} v1,nonsense", f"v1,nonsense {SIGNATURE}", f"{SIGNATURE} nonsense", f"{SIGNATURE} v2,"),
    "v1," + hmac.new(b"", b"", hashlib.sha256).hexdigest(),
]


@pytest.mark.parametrize("listed", SIGNATURES, ids=repr)
def test_a_malformed_signature_list_is_rejected_even_with_a_valid_signature_in_it(listed: str) -> None:
    assert "webhook-signature must be" in rejected(changed(signature=listed))


@pytest.mark.parametrize(
    "listed", [f"v2,{BARE}", f"v1a,{BARE}", f"v0,{BARE} v2,{BARE}", f"v10,{BARE}"], ids=repr
)
def test_only_signatures_of_unknown_versions_are_rejected(listed: str) -> None:
    assert "no signature of version v1" in rejected(changed(signature=listed))


def test_base64_that_decodes_alike_but_is_spelled_differently_is_rejected() -> None:
    # The last character before the padding carries two bits that no decoder looks at.
    listed = SIGNATURE.replace("E=", "F=")
    assert base64.b64decode(listed[3:]) == base64.b64decode(BARE)
    assert "no signature is valid" in rejected(changed(signature=listed))
    assert "not valid base64" in rejected(secret=OTHER.replace("U=", "V="))


@pytest.mark.parametrize("url_safe", [True, False])
def test_a_long_list_of_signatures_is_checked_in_linear_time(url_safe: bool) -> None:
    listed = " ".join([WRONG] * 20_000) + (" v1,-_" if url_safe else "")
    rejected(changed(signature=listed))
    rejected(changed(signature="v1a," + "a" * 1_000_000 + "ü"))


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ([], "list of secrets is empty"),
        ((), "list of secrets is empty"),
        ("", "empty"),
        (b"", "empty"),
        ("whsec_", "empty"),
        ([SECRET, ""], "empty"),
        ([b"", SECRET], "empty"),
        ("whsec_not base64", "not valid base64"),
        (SECRET[:-1], "not valid base64"),
        (f"{SECRET}\n", "not valid base64"),
        (f" {SECRET}", "not valid base64"),
        (f"whsec_{SECRET}", "not valid base64"),
        (f"WHSEC_{SECRET[6:]}", "not valid base64"),
        ("whsec_ü" + "a" * 7, "not valid base64"),
        ("whsec_\ud800aaa", "not valid base64"),
        ("whsec_YQ==YQ==", "not valid base64"),
        ("whsec_-_-_", "not valid base64"),
        ([SECRET, "whsec_?"], "not valid base64"),
    ],
    ids=repr,
)
def test_an_invalid_secret_is_rejected_before_it_is_used(secret: Any, said: str) -> None:
    message = rejected(secret=secret)
    assert said in message
    with pytest.raises(WebhookVerificationError, match=said):
        sign(BODY, secret=secret)


def test_a_part_of_the_signed_content_cannot_be_shifted_into_the_id() -> None:
    body = f"{NOW}.".encode() + BODY
    genuine = signed("msg_1", str(NOW), body)
    check(genuine, body)
    shifted = {**genuine, "webhook-id": f"msg_1.{NOW}"}
    assert shifted == signed(f"msg_1.{NOW}", str(NOW), BODY)  # the same bytes were signed
    rejected(shifted)


def test_a_part_of_the_signed_content_cannot_be_shifted_into_an_event() -> None:
    shifted = {**signed(f"msg_1.{NOW}", str(NOW)), "webhook-id": "msg_1"}
    with pytest.raises(WebhookVerificationError, match="not an event"):
        parse(f"{NOW}.".encode() + BODY, shifted, secret=SECRET, now=NOW)


# Mistakes in a call are no verdict on a request


@pytest.mark.parametrize("body", [BODY.decode(), {"test": 1}, None, 5, [123]], ids=repr)
def test_a_body_that_is_not_bytes_is_a_type_error_that_says_what_to_pass(body: Any) -> None:
    for call in (verify, parse):
        with pytest.raises(TypeError, match="pass the raw bytes"):
            call(body, HEADERS, secret=SECRET, now=NOW)
    with pytest.raises(TypeError, match="pass the raw bytes"):
        sign(body, secret=SECRET)


@pytest.mark.parametrize(
    "secret", [None, 5, {}, {SECRET}, [None], [[SECRET]], [5], bytearray(b"k")], ids=type
)
def test_a_secret_of_another_type_is_a_type_error(secret: Any) -> None:
    with pytest.raises(TypeError, match="secret must be str"):
        verify(BODY, HEADERS, secret=secret, now=NOW)


@pytest.mark.parametrize("headers", [None, 5, "webhook-id: 1", b"webhook-id: 1"], ids=repr)
def test_headers_of_another_type_are_a_type_error(headers: Any) -> None:
    with pytest.raises(TypeError, match="headers must be"):
        verify(BODY, headers, secret=SECRET, now=NOW)


@pytest.mark.parametrize("tolerance", [None, "300", True])
def test_a_tolerance_that_is_not_a_number_is_a_type_error(tolerance: Any) -> None:
    with pytest.raises(TypeError, match="tolerance must be"):
        verify(BODY, HEADERS, secret=SECRET, now=NOW, tolerance=tolerance)


@pytest.mark.parametrize("tolerance", [-1, float("nan"), float("inf"), float("-inf")])
def test_an_invalid_tolerance_is_a_value_error(tolerance: float) -> None:
    with pytest.raises(ValueError, match="tolerance must be"):
        verify(BODY, HEADERS, secret=SECRET, now=NOW, tolerance=tolerance)


# --- properties


def replaced(data: st.DataObject, value: bytes) -> bytes:
    """Return the same with one byte changed, added or taken away."""
    position = data.draw(st.integers(0, len(value)))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: bytes([byte]) != value[position : position + 1]))
    ways = [value[:position] + bytes([byte]) + value[position:]]
    if position < len(value):
        ways += [
            value[:position] + bytes([byte]) + value[position + 1 :],
            value[:position] + value[position + 1 :],
        ]
    return data.draw(st.sampled_from(ways))


@given(st.data(), st.binary(max_size=200), st.sampled_from([SECRET, OTHER, b"key", [OTHER, SECRET]]))
def test_changing_any_byte_is_rejected(data: st.DataObject, body: bytes, secret: Any) -> None:
    headers = sign(body, secret=secret if isinstance(secret, bytes) else SECRET, timestamp=NOW)
    pairs = {name.encode(): value.encode() for name, value in headers.items()}
    check(pairs, body, secret=secret if not isinstance(secret, str) else SECRET)
    where = data.draw(st.sampled_from(["body", *pairs]))
    if isinstance(where, bytes):
        pairs[where] = replaced(data, pairs[where])
    else:
        body = replaced(data, body)
    rejected(pairs, body, secret=secret if not isinstance(secret, str) else SECRET)


@given(st.data(), st.sampled_from([SECRET, OTHER]))
def test_changing_any_character_of_the_secret_is_rejected(data: st.DataObject, secret: str) -> None:
    headers = sign(BODY, secret=secret, timestamp=NOW)
    # Without the prefix, which may be left out.
    written = replaced(data, secret.removeprefix("whsec_").encode()).decode("latin-1")
    rejected(headers, secret=f"whsec_{written}")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    other = replaced(data, key)
    if other.rstrip(b"\0") != key.rstrip(b"\0"):  # HMAC fills a short key up with zeros
        rejected(headers, secret=other)


@given(
    st.binary(max_size=300),
    st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="."), min_size=1),
    st.integers(1, 10**12 - 1),
    st.lists(st.binary(min_size=1), min_size=1, max_size=3),
)
def test_what_was_signed_is_accepted(body: bytes, id: str, timestamp: int, keys: list[bytes]) -> None:
    headers = sign(body, secret=keys, id=id[:255], timestamp=timestamp)
    for key in keys:
        check(headers, body, secret=key, now=timestamp)


@given(
    st.binary(),
    st.lists(st.tuples(st.sampled_from([*HEADERS, "x"]) | st.text(), st.text() | st.binary() | st.none())),
    st.text() | st.binary(),
)
def test_nonsense_is_always_rejected_with_the_documented_errors(
    body: bytes, headers: Any, secret: Any
) -> None:
    rejected(headers, body, secret=secret)


# --- the event


def event(record: object = EVENT, **more: Any) -> WebhookEvent:
    body = record if isinstance(record, bytes) else json.dumps(record).encode()
    return parse(body, sign(body, secret=SECRET, id=ID, timestamp=NOW), secret=SECRET, now=NOW, **more)


def test_an_event_has_the_run_and_the_id_and_the_whole_record() -> None:
    found = event()
    assert (found.id, found.type, found.timestamp) == (ID, "task_run.status", "2026-01-01T12:00:00Z")
    assert isinstance(found.run, TaskRun)
    assert (found.run.run_id, found.run.status, found.run["new"]) == ("trun_1", "completed", [1])
    assert found.data == RUN
    assert found.raw == found.to_dict() == EVENT
    assert [found["later"], found.get("later"), found.get("no"), found.get("no", 1)] == [
        "more",
        "more",
        None,
        1,
    ]
    with pytest.raises(KeyError):
        found["no"]


def test_an_event_can_be_shown_compared_copied_and_pickled_and_not_changed() -> None:
    found = event()
    assert repr(found).startswith(f"WebhookEvent(id={ID!r}, type='task_run.status', timestamp=")
    assert "status='completed'" in repr(found)
    assert found == event() == pickle.loads(pickle.dumps(found))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        found.id = "other"  # type: ignore[misc]


@pytest.mark.parametrize("data", [{"monitor_id": "m"}, [1], "text", None], ids=repr)
def test_an_event_of_an_unknown_type_keeps_its_data_unchanged(data: Any) -> None:
    found = event({"type": "monitor.event", "data": data})
    assert (found.type, found.timestamp, found.run, found.data) == ("monitor.event", None, None, data)


@pytest.mark.parametrize("timestamp", [None, 1614265330, {"at": 1}], ids=repr)
def test_an_event_timestamp_that_is_not_text_stays_in_the_record(timestamp: Any) -> None:
    found = event({**EVENT, "timestamp": timestamp})
    assert (found.timestamp, found["timestamp"]) == (None, timestamp)


def test_events_can_be_kept_in_a_set() -> None:
    other = event({"type": "billing", "data": [1]})
    assert len({event(), event(), other}) == 2


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_an_event_is_decoded_from_any_kind_of_bytes(kind: Any) -> None:
    body = kind(json.dumps(EVENT).encode())
    assert parse(body, sign(body, secret=SECRET, id=ID, timestamp=NOW), secret=SECRET, now=NOW) == event()


@pytest.mark.parametrize(
    ("data", "status"),
    [({**RUN, "status": "paused"}, "paused"), ({"run_id": "trun_1"}, None)],
    ids=["a new status", "few fields"],
)
def test_a_run_is_decoded_tolerantly(data: Any, status: str | None) -> None:
    run = event({"type": "task_run.status", "data": data}).run
    assert run is not None
    assert run.status == status


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (b"", "not an event"),
        (b"{", "not an event"),
        (b"\xff\xfe\xfd", "not an event"),
        (b"[" * 100_000, "not an event"),
        (b'{"type": "x", "data": ' + b"9" * 5000 + b"}", "not an event"),
        (None, "with a type"),
        ([], "with a type"),
        ([EVENT], "with a type"),
        ("task_run.status", "with a type"),
        ({}, "with a type"),
        ({"type": None}, "with a type"),
        ({"type": 5}, "with a type"),
        ({"type": ["task_run.status"]}, "with a type"),
        ({"type": ""}, "with a type"),
        ({"type": "task_run.status", "data": {}}, "no valid run_id"),
        ({"type": "task_run.status", "data": {**RUN, "run_id": 5}}, "no valid run_id"),
        ({"type": "task_run.status", "data": {**RUN, "run_id": " "}}, "no valid run_id"),
        ({"type": "task_run.status"}, "not an event: TaskRun: expected an object, found null"),
        (
            {"type": "task_run.status", "data": [RUN]},
            "not an event: TaskRun: expected an object, found an array",
        ),
        ({"type": "task_run.status", "data": {"warnings": [5]}}, r"TaskRun\.warnings\[0\]"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_signed_body_that_is_not_an_event_is_rejected(record: Any, said: str) -> None:
    with pytest.raises(WebhookVerificationError, match=said):
        event(record)


def test_nothing_is_decoded_before_it_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    def loads(body: Any) -> None:
        raise AssertionError("read")

    monkeypatch.setattr(webhooks.json, "loads", loads)
    with pytest.raises(WebhookVerificationError, match="no signature is valid"):
        parse(BODY + b" ", HEADERS, secret=SECRET, now=NOW)


def test_a_body_that_is_changed_later_does_not_change_the_event() -> None:
    body = bytearray(json.dumps(EVENT).encode())
    found = parse(body, sign(body, secret=SECRET, timestamp=NOW), secret=SECRET, now=NOW)
    body[:] = b"x" * len(body)
    assert found.raw == EVENT


# --- sign


def test_each_sample_has_a_new_id_and_the_time_of_its_signing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhooks.time, "time", lambda: NOW + 0.75)
    first, second = (sign(BODY, secret=SECRET) for _ in range(2))
    assert first["webhook-id"] != second["webhook-id"]
    assert first["webhook-timestamp"] == str(NOW)
    verify(BODY, first, secret=SECRET)


# --- secrets


CANARY = "whsec_" + base64.b64encode(b"canary canary canary canary!!!!!").decode()


@pytest.mark.parametrize(
    ("secret", "headers"),
    [
        (CANARY, HEADERS),
        (f"{CANARY}\n", HEADERS),
        (f"{CANARY}ü", HEADERS),
        (f"{CANARY}\ud800", HEADERS),
        ([CANARY, ""], HEADERS),
        (CANARY.encode(), HEADERS),
        (CANARY, {}),
        (CANARY, changed(signature="v1,canary")),
        (CANARY, changed(id="canary.")),
        (CANARY, changed(timestamp="canary")),
    ],
    ids=repr,
)
def test_no_error_repeats_a_secret_the_valid_signature_or_what_the_sender_wrote(
    secret: Any, headers: Any
) -> None:
    expected = sign(BODY, secret=CANARY, id=ID, timestamp=NOW)["webhook-signature"]
    with pytest.raises(WebhookVerificationError) as caught:
        verify(BODY, headers, secret=secret, now=NOW)
    error: BaseException | None = caught.value
    printed = "".join(traceback.format_exception(caught.value)) + repr(pickle.dumps(caught.value))
    while error is not None:  # also what `raise … from None` hides and error trackers show
        printed += repr(error) + repr(vars(error))
        error = error.__context__
    key = base64.b64decode(CANARY.removeprefix("whsec_"))
    for secret_part in (CANARY[6:-4], key.decode(), expected[3:], "canary"):
        # The traceback shows lines of this file, and none of them has these words.
        assert secret_part not in printed


@pytest.mark.parametrize("secret", [[CANARY, None], {CANARY: 1}, [[CANARY]]], ids=repr)
def test_no_argument_error_repeats_a_secret(secret: Any) -> None:
    with pytest.raises(TypeError) as caught:
        verify(BODY, HEADERS, secret=secret, now=NOW)
    assert CANARY[6:] not in str(caught.value)


def test_an_event_holds_no_secret() -> None:
    found = event()
    assert SECRET[6:] not in repr(found) + repr(pickle.dumps(found)) + repr(
        attrs.asdict(found, recurse=False)
    )


def test_a_verification_error_is_a_parallel_error() -> None:
    assert issubclass(WebhookVerificationError, ParallelError)


# --- the module


def test_the_module_loads_no_network_and_no_event_loop() -> None:
    code = "import sys, parallel\nfrom parallel import webhooks\nprint(*sorted(sys.modules))"
    places = os.pathsep.join(str(ROOT / name) for name in ("src", "generated"))
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": places},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in ran.stdout.split()}
    assert "parallel" in loaded
    assert not loaded & {"httpx", "httpcore", "anyio", "asyncio", "sniffio", "socket", "ssl", "pydantic"}


KEY = SECRET.removeprefix("whsec_")


@pytest.mark.parametrize("secret", [SECRET, [SECRET, OTHER], SECRET.encode(), f"whsec_%{KEY}"], ids=repr)
@pytest.mark.parametrize("body", [b"{}", "{}"])
@pytest.mark.parametrize("headers", [{}, sign(b"other", secret=OTHER)], ids=["no headers", "forged"])
def test_no_frame_shows_a_secret_or_a_signature_that_would_be_valid(
    secret: Any, body: Any, headers: dict[str, str]
) -> None:
    with pytest.raises((WebhookVerificationError, TypeError)) as caught:
        parse(body, headers, secret=secret)
    trace = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    shown = [frame.locals for frame in trace.stack if Path(frame.filename).name == "webhooks.py"]
    assert shown
    decoded = repr(base64.b64decode(KEY))[2:-1]
    valid = sign(b"{}", secret=SECRET, id=headers.get("webhook-id", ""), timestamp=0)["webhook-signature"]
    for text in (KEY, decoded, valid.partition(",")[2]):
        assert text not in repr(shown)
