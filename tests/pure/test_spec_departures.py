"""Traffic that departs from openapi.yaml: what is found, at which level, and at which place of the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pareta_sandbox.recorder.departures import Departure
from pareta_sandbox.recorder.event_reader import EventReader
from pareta_sandbox.recorder.exchange_check import Message, Route, check_request, check_response
from pareta_sandbox.recorder.placeholders import mask, placeholder, safe_path, safe_word
from pareta_sandbox.recorder.report import Finding, Report
from pareta_sandbox.recorder.spec_places import load
from pareta_sandbox.recorder.stream_check import StreamCheck, check_kind

SPEC = Path(__file__).resolve().parents[2] / "openapi.yaml"
RUN: dict[str, Any] = {
    "run_id": "trun_1",
    "status": "queued",
    "is_active": True,
    "warnings": None,
    "processor": "base",
    "metadata": None,
    "created_at": "2026-01-05T09:00:00Z",
    "modified_at": "2026-01-05T09:00:00Z",
}
RESULT: dict[str, Any] = {
    "run": {**RUN, "status": "completed", "is_active": False},
    "output": {"type": "text", "content": "1945", "basis": []},
}
CHUNK: dict[str, Any] = {
    "id": "chatcmpl_1",
    "object": "chat.completion.chunk",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": None}],
}
HEADERS = [(b"Content-Type", b"application/json"), (b"x-request-id", b"req_1")]
STREAM = [(b"content-type", b"text/event-stream"), (b"x-request-id", b"req_1")]
KEY = (b"x-api-key", b"k")


def brief(found: list[Departure]) -> list[tuple[str, str, str]]:
    return [(one.level, one.kind, one.subject) for one in found]


def respond(
    body: Any,
    status: int = 200,
    target: str = "/v1/tasks/runs/trun_1",
    method: str = "GET",
    headers: list[tuple[bytes, bytes]] = HEADERS,
) -> list[Departure]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return list(check_response(Route(load(), method, target), Message(headers, content), status))


def ask(
    body: Any = None,
    status: int = 202,
    target: str = "/v1/tasks/runs",
    method: str = "POST",
    headers: tuple[tuple[bytes, bytes], ...] = (KEY, HEADERS[0]),
) -> list[Departure]:
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return list(check_request(Route(load(), method, target), Message(headers, content), status))


def without(record: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != name}


RESPONSES: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]], str]] = {
    "nothing": ({"body": RUN}, [], ""),
    "an unknown field": (
        {"body": {**RUN, "cost": 3}},
        [("new", "unknown-field", "cost")],
        "#/components/schemas/TaskRun",
    ),
    "a new value of an open enum": (
        {"body": {**RUN, "status": "paused"}},
        [("new", "unknown-value", "paused")],
        "#/components/schemas/TaskRunStatus",
    ),
    "a missing field": (
        {"body": without(RUN, "run_id")},
        [("broken", "missing-field", "run_id")],
        "#/components/schemas/TaskRun/properties/run_id",
    ),
    "a null": (
        {"body": {**RUN, "is_active": None}},
        [("broken", "null", "")],
        "#/components/schemas/TaskRun/properties/is_active",
    ),
    "another type": (
        {"body": {**RUN, "is_active": "yes"}},
        [("broken", "wrong-type", "string")],
        "#/components/schemas/TaskRun/properties/is_active",
    ),
    "another type of the whole body": (
        {"body": []},
        [("broken", "wrong-type", "array")],
        "#/components/schemas/TaskRun",
    ),
    "a body that is not JSON": (
        {"body": b"<html>"},
        [("broken", "not-json", "response body")],
        "#/paths/~1v1~1tasks~1runs~1{run_id}/get/responses/200/content/application~1json/schema",
    ),
    "another content type": (
        {"body": b"hi", "headers": [(b"content-type", b"text/html; charset=x"), HEADERS[1]]},
        [("broken", "content-type", "text/html")],
        "#/paths/~1v1~1tasks~1runs~1{run_id}/get/responses/200/content",
    ),
    "an unlisted success": (
        {"body": RUN, "status": 203},
        [("broken", "unknown-status", "203")],
        "#/paths/~1v1~1tasks~1runs~1{run_id}/get/responses",
    ),
    "an unlisted error": (
        {"body": {"type": "error", "error": {"ref_id": "r", "message": "m", "detail": None}}, "status": 451},
        [("new", "unknown-status", "451")],
        "#/paths/~1v1~1tasks~1runs~1{run_id}/get/responses",
    ),
    "an unknown header": (
        {"body": RUN, "headers": [*HEADERS, (b"X-Quota-Left", b"12")]},
        [("new", "unknown-header", "x-quota-left")],
        "#/components/headers",
    ),
    "headers of HTTP and of networks": (
        {"body": RUN, "headers": [*HEADERS, (b"Date", b"now"), (b"CF-Ray", b"1"), (b"Set-Cookie", b"a=b")]},
        [],
        "",
    ),
    "no request id": (
        {"body": RUN, "headers": HEADERS[:1]},
        [("broken", "missing-header", "x-request-id")],
        "#/components/headers/RequestId",
    ),
    "an unknown tag": (
        {
            "body": {**RESULT, "output": {"type": "table", "content": [], "basis": []}},
            "target": "/v1/tasks/runs/trun_1/result",
        },
        [("new", "unknown-tag", "table")],
        "#/components/schemas/TaskRunOutput/discriminator/mapping",
    ),
    "no tag": (
        {
            "body": {**RESULT, "output": {"content": "a", "basis": []}},
            "target": "/v1/tasks/runs/trun_1/result",
        },
        [("broken", "missing-field", "type")],
        "#/components/schemas/TaskRunOutput/discriminator/propertyName",
    ),
    "a receipt that is not a number": (
        {
            "body": b"",
            "target": "/v1/chat/completions",
            "method": "POST",
            "headers": [*STREAM, (b"x-pareta-billed", b"much")],
        },
        [("broken", "wrong-type", "string")],
        "#/components/headers/Billed/schema",
    ),
}


@pytest.mark.parametrize("name", RESPONSES)
def test_a_departure_of_a_response_is_found_at_its_place(name: str) -> None:
    given, wanted, place = RESPONSES[name]
    found = respond(**given)
    assert brief(found) == wanted
    assert [one.pointer for one in found] == [place] * len(wanted)


REQUESTS: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]]]] = {
    "nothing": ({"body": {"input": "a", "processor": "base"}}, []),
    "either form of a union": ({"body": {"input": {"any": [None]}, "processor": "base"}}, []),
    "an unknown field": (
        {"body": {"input": "a", "processor": "base", "priority": 3}},
        [("new", "unknown-field", "priority")],
    ),
    "a missing field": ({"body": {"input": "a"}}, [("broken", "missing-field", "processor")]),
    "neither form of a union": (
        {"body": {"input": 5, "processor": "base"}},
        [("broken", "wrong-type", "integer")],
    ),
    "no body": ({}, [("broken", "missing-field", "body")]),
    "a route that was accepted": (
        {"target": "/v2/search/9f86d081884c7d65", "status": 200},
        [("new", "unknown-route", "POST /v2/search/{…}")],
    ),
    "a route that was refused": (
        {"target": "/v2/search", "status": 404},
        [("refused", "unknown-route", "POST /v2/search")],
    ),
    "a query parameter": (
        {"target": "/v1/tasks/runs/trun_1/result?timeout=5&mode=fast", "method": "GET", "status": 200},
        [("new", "unknown-parameter", "query mode")],
    ),
    "a query parameter of another type": (
        {"target": "/v1/tasks/runs/trun_1/result?timeout=soon", "method": "GET", "status": 200},
        [("broken", "wrong-type", "string")],
    ),
    "a query that is open": (
        {
            "target": "/v1/endpoints/ep_1/cost?window=24h",
            "method": "GET",
            "status": 200,
            "headers": ((b"authorization", b"Bearer k"),),
        },
        [],
    ),
    "a list in a header": (
        {
            "body": {"input": "a", "processor": "base"},
            "headers": (KEY, *HEADERS[:1], (b"parallel-beta", b"a-1, b-2")),
        },
        [],
    ),
    "a header for the service": (
        {
            "body": {"input": "a", "processor": "base"},
            "headers": (KEY, *HEADERS[:1], (b"parallel-trace", b"1")),
        },
        [("new", "unknown-parameter", "header parallel-trace")],
    ),
    "no key": (
        {"body": {"input": "a", "processor": "base"}, "headers": tuple(HEADERS[:1])},
        [("broken", "authentication", "")],
    ),
    "a refused body": ({"body": {"input": 5}, "status": 422}, [("refused", "missing-field", "processor")]),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_departure_of_a_request_is_found(name: str) -> None:
    given, wanted = REQUESTS[name]
    assert brief(ask(**given))[: len(wanted) or None] == wanted


def test_fields_of_a_form_are_compared_by_their_types() -> None:
    form = (
        b'--b\r\nContent-Disposition: form-data; name="items"; filename="i"\r\n\r\n{}\r\n'
        b'--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\n\r\n'
        b'--b\r\nContent-Disposition: form-data; name="color"\r\n\r\nred\r\n--b--\r\n'
    )
    headers = ((b"authorization", b"Bearer k"), (b"content-type", b"multipart/form-data; boundary=b"))
    found = ask(form, status=200, target="/v1/eval-sets", headers=headers)
    assert brief(found) == [("broken", "out-of-range", "minLength"), ("new", "unknown-field", "color")]


def stream_departures(
    target: str, data: bytes, method: str = "POST", *, is_complete: bool = True
) -> list[Departure]:
    check = StreamCheck(Route(load(), method, target), 200)
    found = [one for index in range(len(data)) for one in check.feed(data[index : index + 1])]
    return [*found, *check.end(is_complete=is_complete)]


def event(value: Any, name: str = "") -> bytes:
    return (f"event: {name}\n" if name else "").encode() + b"data: " + json.dumps(value).encode() + b"\n\n"


STREAMS: dict[str, tuple[str, bytes, list[tuple[str, str, str]]]] = {
    "a whole chat": ("/v1/chat/completions", event(CHUNK) + b": x\n\ndata: [DONE]\n\n", []),
    "CRLF": ("/v1/chat/completions", event(CHUNK).replace(b"\n", b"\r\n") + b"data: [DONE]\r\n\r\n", []),
    "CR": ("/v1/chat/completions", event(CHUNK).replace(b"\n", b"\r") + b"data: [DONE]\r\r", []),
    "a failure": ("/v1/chat/completions", event({"error": {"message": "m"}}), []),
    "an unfinished chat": ("/v1/chat/completions", event(CHUNK), [("broken", "unfinished-stream", "")]),
    "an unknown field": (
        "/v1/chat/completions",
        event({**CHUNK, "speed": 1}) * 2 + b"data: [DONE]\n\n",
        [("new", "unknown-field", "speed")] * 2,
    ),
    "an unknown event": (
        "/v1/endpoints",
        event({}, "queue") + event({"message": "m"}, "error"),
        [("new", "unknown-event", "queue")],
    ),
    "an event that is not JSON": (
        "/v1/endpoints",
        b"event: error\ndata: {\n\n",
        [("broken", "not-json", "event")],
    ),
}


@pytest.mark.parametrize("name", STREAMS)
def test_events_are_compared_as_they_pass_wherever_they_are_cut(name: str) -> None:
    target, data, wanted = STREAMS[name]
    found = stream_departures(target, data)
    assert brief(found) == wanted


def test_a_stream_that_the_client_left_needs_no_end() -> None:
    assert stream_departures("/v1/chat/completions", event(CHUNK), is_complete=False) == []


def test_a_tag_that_begins_as_the_spec_says_belongs_to_that_schema() -> None:
    record = {"type": "task_run.progress_msg.guess", "message": "m", "timestamp": None}
    found = stream_departures("/v1beta/tasks/runs/trun_1/events", event(record, "x"), "GET")
    assert not [one for one in found if one.kind == "unknown-tag"]


@pytest.mark.parametrize(
    ("stream", "headers", "wanted"),
    [(True, HEADERS, 1), (True, STREAM, 0), (False, STREAM, 1), (False, HEADERS, 0)],
)
def test_a_stream_is_expected_where_the_request_asks_for_one(
    stream: bool, headers: list[tuple[bytes, bytes]], wanted: int
) -> None:
    route = Route(load(), "POST", "/v1/chat/completions")
    request = Message([], json.dumps({"stream": stream}).encode())
    assert len(list(check_kind(route, request, Message(headers, b""), 200))) == wanted


def test_a_departure_is_reported_once_with_its_line_and_the_operations_that_had_it() -> None:
    announced: list[Finding] = []
    report = Report(load(), announced.append)
    for operation in ("getTaskRun", "getTaskRun", "createTaskRun"):
        report.add(operation, respond({**RUN, "owner": "Ada Lovelace"}))
    (finding,) = report.findings
    assert announced == [finding]
    assert SPEC.read_text(encoding="utf-8").splitlines()[finding.line - 1].strip() == "TaskRun:"
    assert (finding.count, finding.operations) == (3, ["getTaskRun", "createTaskRun"])
    assert finding.departure.example == {"owner": "Xxx Xxxxxxxx"}
    text = report.as_text()
    assert f"openapi.yaml:{finding.line}: NEW getTaskRun: response body.owner is not in the spec" in text
    assert "Ada" not in text + json.dumps(report.as_json())


def test_a_refused_departure_is_reported_again_once_a_service_accepts_it() -> None:
    announced: list[str] = []
    report = Report(load(), lambda finding: announced.append(finding.departure.level))
    for status in (422, 202, 422):
        report.add("createTaskRun", ask({"input": "a", "processor": "base", "priority": 1}, status))
    assert announced == ["refused", "new"]
    assert (report.count("new"), report.count("refused")) == (1, 0)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("ada@example.com", "xxx@xxxxxxx.xxx"),
        ("2026-01-05T09:00:00Z", "0000-00-00X00:00:00X"),
        ("trun_9907962f", "xxxx_0000000x"),
        (1234, 1111),
        (True, True),
        (None, None),
        (2.75, 0.5),
        ({"name": "Ada", "ada@example.com": 1}, {"name": "Xxx", "xxx@xxxxxxx.xxx": 1}),
        (["Ada", "Bob"], ["Xxx"]),
        ({"a": {"b": {"c": {"d": "Ada"}}}}, {"a": {"b": {"c": {"…": "…"}}}}),
    ],
)
def test_an_example_has_the_shape_of_a_value_and_nothing_else_of_it(value: object, wanted: object) -> None:
    assert placeholder(value) == wanted


def test_words_of_an_api_are_shown_and_everything_else_is_masked() -> None:
    for word in ("task_run.state", "completed", "x-quota-left", "v1", "gpt_4", "text/html"):
        assert safe_word(word) == word
    for value in (
        "trun_9907962f83aa4d9d",
        "Ada Lovelace",
        "ada@example.com",
        "550e8400-e29b-41d4-a716-446655440000",
    ):
        assert safe_word(value) == mask(value)
    assert safe_path("/v1/things/trun_9907962f83aa4d9d/parts") == "/v1/things/{…}/parts"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_the_end_of_a_line_may_be_cut_between_two_chunks(size: int) -> None:
    data = b"\xef\xbb\xbfevent: a\r\ndata: 1\r\ndata: 2\r\n\r\n: c\r\n\r\ndata:3\n\ndata: 4\r\r\n"
    reader = EventReader()
    chunks = [data[index : index + size] for index in range(0, len(data), size)]
    events = [one for chunk in chunks for one in reader.feed(chunk)] + list(reader.end())
    assert [(one.name, one.data) for one in events] == [("a", "1\n2"), ("message", "3"), ("message", "4")]
