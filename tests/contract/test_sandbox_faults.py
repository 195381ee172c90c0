"""Faults on demand: what plain httpx sees of each kind, what is billed, and that the server keeps working."""

from __future__ import annotations

import json
import math
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

import pareta_sandbox as package
from pareta_sandbox import EVER, Fault, FaultRule, Sandbox
from pareta_sandbox.__main__ import main
from pareta_sandbox.faults.examples import EXAMPLES
from pareta_sandbox.faults.parsing import parse_rule, rule_from_json, rule_to_json, to_rule
from pareta_sandbox.scenarios import SCENARIOS, Scenario

from .conftest import PARETA, TASK, iter_sse

HEADERS = {**PARETA, **TASK}
RUN = {"input": "United Nations", "processor": "lite"}
CHAT = {"model": "ep_a1b2c3", "messages": [{"role": "user", "content": "Say hello to the five of us."}]}
STREAMED = {**CHAT, "stream": True}
FAST = 5_000.0


@pytest.fixture
def box() -> Iterator[Sandbox]:
    """Yield a sandbox in which a minute lasts twelve milliseconds."""
    with Sandbox(speed=FAST) as running:
        yield running


def plain(box: Sandbox, **settings: Any) -> httpx.Client:
    return httpx.Client(base_url=box.url, headers=HEADERS, verify=False, **{"timeout": 10, **settings})


@pytest.fixture
def http(box: Sandbox) -> Iterator[httpx.Client]:
    with plain(box) as client:
        yield client


def applied(box: Sandbox) -> list[str]:
    return [applied.operation_id for applied in box.faults_applied]


def billed(box: Sandbox) -> list[str]:
    return [entry.operation_id for entry in box.ledger.entries]


def received(http: httpx.Client, method: str, url: str, **request: Any) -> tuple[bytes, Exception | None]:
    """Return the bytes of a body that arrived, and the error that ended it."""
    body = b""
    try:
        with http.stream(method, url, **request) as response:
            for chunk in response.iter_raw():
                body += chunk
    except httpx.TransportError as error:
        return body, error
    return body, None


def data_of(raw: bytes) -> list[Any]:
    return [event.data for event in iter_sse(raw.decode().splitlines())]


# --- instead of the response


def test_a_status_is_sent_the_requested_number_of_times_in_the_api_s_format(
    box: Sandbox, http: httpx.Client
) -> None:
    box.fail("createTaskRun", Fault(status=503, retry_after=2), times=2)
    box.fail("listModels", Fault(status=429, retry_after="soon"), after=1)
    responses = [http.post("/v1/tasks/runs", json=RUN) for _ in range(3)]
    assert [response.status_code for response in responses] == [503, 503, 202]
    assert responses[0].headers["retry-after"] == "2"
    assert responses[0].json()["type"] == "error"
    models = [http.get("/v1/models") for _ in range(3)]
    assert [response.status_code for response in models] == [200, 429, 200]
    assert models[1].json() == {"detail": "Too Many Requests: the sandbox was asked to fail"}
    assert models[1].headers["retry-after"] == "soon"
    applied = box.faults_applied
    assert [one.operation_id for one in applied] == ["createTaskRun", "createTaskRun", "listModels"]
    assert [one.request_id for one in applied] == [
        response.headers["x-request-id"] for response in (responses[0], responses[1], models[1])
    ]
    assert {one.service_status for one in applied} == {None}
    assert billed(box) == ["createTaskRun"]


def test_a_custom_body_may_have_any_status_and_headers(box: Sandbox, http: httpx.Client) -> None:
    box.fail("*", Fault(status=418, body="teapot", content_type="text/plain", headers={"x-pot": "tea"}))
    box.fail("*", Fault(status=307, headers={"Location": "/v1/models"}))
    box.fail("*", Fault(status=599))
    first, second, third = (http.get("/v1/endpoints") for _ in range(3))
    assert (first.status_code, first.text, first.headers["x-pot"]) == (418, "teapot", "tea")
    assert first.headers["content-type"] == "text/plain"
    assert (second.status_code, second.headers["location"]) == (307, "/v1/models")
    assert third.json() == {"detail": "Error: the sandbox was asked to fail"}


def test_a_retry_after_date_follows_the_server_s_clock(box: Sandbox, http: httpx.Client) -> None:
    box.fail("listModels", Fault(status=503, retry_after_date=30, clock=-3600.0))
    response = http.get("/v1/models")
    date, until = (parsedate_to_datetime(response.headers[name]) for name in ("date", "retry-after"))
    assert (until - date).total_seconds() == 30
    assert -3660 < date.timestamp() - time.time() < -3540


def test_an_accepted_request_is_billed_although_the_response_is_a_502(
    box: Sandbox, http: httpx.Client
) -> None:
    box.fail("createTaskRun", Fault(accepted=True, status=502, garbage="html"))
    response = http.post("/v1/tasks/runs", json=RUN, headers={"idempotency-key": "k"})
    assert response.status_code == 502
    assert response.headers["content-type"].startswith("text/html")
    assert "x-request-id" not in response.headers
    assert billed(box) == ["createTaskRun"]
    assert box.faults_applied[0].service_status == 202
    assert box.faults_applied[0].request_id == box.ledger.entries[0].request_id
    again = http.post("/v1/tasks/runs", json=RUN, headers={"idempotency-key": "k"})
    assert again.status_code == 202
    assert billed(box) == ["createTaskRun"]


def test_a_request_that_the_service_rejects_is_not_billed_although_the_fault_is_applied_after_it(
    box: Sandbox, http: httpx.Client
) -> None:
    box.fail("createTaskRun", Fault(accepted=True, lost="reset"))
    with pytest.raises(httpx.ReadError):
        http.post("/v1/tasks/runs", json={"input": "no processor"})
    assert box.faults_applied[0].service_status == 422
    assert billed(box) == []


def test_garbage_is_never_a_valid_response_and_follows_from_the_seed() -> None:
    def garbage(kind: Any, path: str = "/v1/models") -> httpx.Response:
        with Sandbox(seed=5) as box, plain(box) as http:
            box.fail("*", Fault(garbage=kind))
            response = http.get(path)
            assert applied(box)
            return response

    assert garbage("bytes").content == garbage("bytes").content
    with pytest.raises(ValueError, match=r"decode|codec"):
        garbage("bytes").json()
    for path in ("/v1/models", "/v1/endpoints"):
        assert not isinstance(garbage("json", path).json(), dict | list)
    page = garbage("html")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Sign in" in page.text
    empty = garbage("empty")
    assert (empty.content, empty.headers["content-type"]) == (b"", "application/json")
    assert garbage("bytes", "/v1/tasks/runs/x/events").headers["content-type"] == "text/event-stream"


def test_garbage_for_a_streamed_chat_has_the_content_type_of_a_stream(
    box: Sandbox, http: httpx.Client
) -> None:
    box.fail("createChatCompletion", Fault(garbage="json"), times=2)
    types = [
        http.post("/v1/chat/completions", json=body).headers["content-type"] for body in (STREAMED, CHAT)
    ]
    assert types == ["text/event-stream", "application/json"]
    assert billed(box) == []


@pytest.mark.parametrize("body", [b"", b"{", b"NaN", b"[" * 100_000, b'{"stream": "yes"}'])
def test_garbage_for_a_chat_that_asks_for_no_stream_in_valid_json_is_none(
    box: Sandbox, http: httpx.Client, body: bytes
) -> None:
    box.fail("createChatCompletion", Fault(garbage="json"))
    response = http.post("/v1/chat/completions", content=body)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")


def test_garbage_instead_of_no_content_has_a_status_that_allows_a_body(
    box: Sandbox, http: httpx.Client
) -> None:
    box.fail("deleteEndpoint", Fault(garbage="json", accepted=True))
    box.fail("deleteEndpoint", Fault(status=204, garbage="html"))
    assert http.delete("/v1/endpoints/ep_a1b2c3").status_code == 200
    assert http.delete("/v1/endpoints/ep_a1b2c3").status_code == 204
    assert http.get("/v1/endpoints/ep_a1b2c3").status_code == 404


def test_a_valid_response_can_have_a_wrong_content_type(box: Sandbox, http: httpx.Client) -> None:
    box.fail("listModels", Fault(content_type="text/plain"))
    response = http.get("/v1/models")
    assert response.headers["content-type"] == "text/plain"
    assert response.json()["object"] == "list"


# --- the connection


def test_a_reset_before_the_request_is_read_changes_nothing(box: Sandbox, http: httpx.Client) -> None:
    assert http.get("/v1/models").status_code == 200  # on a connection that is kept open
    box.fail("createTaskRun", Fault(lost="reset"), times=2)
    for question in ("small", "x" * 500_000):
        # The reset may arrive while the request is written, or while the client waits for the response.
        with pytest.raises(httpx.TransportError):
            http.post("/v1/tasks/runs", json={**RUN, "input": question})
    assert applied(box) == ["createTaskRun", "createTaskRun"]
    assert billed(box) == []
    assert http.post("/v1/tasks/runs", json=RUN).status_code == 202


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(accepted=True, lost="reset"), httpx.ReadError),
        (Fault(accepted=True, lost="close"), httpx.RemoteProtocolError),
    ],
    ids=["reset", "close"],
)
def test_a_request_is_billed_and_no_byte_of_a_response_arrives(
    box: Sandbox, http: httpx.Client, fault: Fault, error: type[Exception]
) -> None:
    calls: dict[str, Callable[[], httpx.Response]] = {
        "createTaskRun": lambda: http.post("/v1/tasks/runs", json=RUN),
        "deployEndpoint": lambda: http.post("/v1/endpoints", json={"task": "receipt-scan", "name": "mine"}),
        "createChatCompletion": lambda: http.post("/v1/chat/completions", json=STREAMED),
    }
    for operation_id, call in calls.items():
        box.fail(operation_id, fault)
        with pytest.raises(error):
            call()
    assert applied(box) == billed(box) == list(calls)
    assert [one.service_status for one in box.faults_applied] == [202, 200, 200]
    assert http.get("/v1/endpoints/mine").status_code == 200


def test_a_close_is_not_a_reset(box: Sandbox, http: httpx.Client) -> None:
    box.fail("createTaskRun", Fault(lost="close"))
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        http.post("/v1/tasks/runs", json=RUN)
    assert billed(box) == []


@pytest.mark.parametrize("place", [0, 10, -3])
@pytest.mark.parametrize("lost", ["close", "reset"])
def test_a_body_ends_before_its_content_length(
    box: Sandbox, http: httpx.Client, lost: Any, place: int
) -> None:
    whole = http.get("/v1/models").content
    box.fail("listModels", Fault(after_bytes=place, lost=lost))
    body, error = received(http, "GET", "/v1/models")
    assert body == whole[:place]
    assert isinstance(error, httpx.RemoteProtocolError if lost == "close" else httpx.ReadError)
    assert http.get("/v1/models").content == whole


def test_a_body_can_end_too_early_but_properly(box: Sandbox, http: httpx.Client) -> None:
    box.fail("listModels", Fault(after_bytes=10, lost="end"))
    response = http.get("/v1/models")
    assert len(response.content) == 10
    assert "content-length" not in response.headers


def test_a_fault_beyond_the_end_of_a_body_stays_for_another_request(box: Sandbox, http: httpx.Client) -> None:
    short = len(http.get("/v1/models").content)
    box.fail("*", Fault(after_bytes=short + 50, lost="close"))
    box.fail("*", Fault(after_events=2, lost="close"))
    assert http.get("/v1/models").status_code == 200
    assert applied(box) == []
    with pytest.raises(httpx.RemoteProtocolError):
        http.get("/v1/tasks")
    assert received(http, "POST", "/v1/chat/completions", json=STREAMED)[1] is not None
    assert applied(box) == ["listCatalogTasks", "createChatCompletion"]


def test_a_fault_whose_position_was_not_reached_applies_to_the_very_next_request(box: Sandbox) -> None:
    box.fail("*", Fault(after_bytes=400, lost="close"))
    with socket.create_connection(("127.0.0.1", int(box.url.rpartition(":")[2])), timeout=5) as line:
        # Both at once: the server handles the second before it does anything else for the first.
        for path in ("models", "tasks"):
            head = f"GET /v1/{path} HTTP/1.1\r\nhost: x\r\nauthorization: {PARETA['authorization']}\r\n\r\n"
            line.sendall(head.encode())
        while line.recv(65_536):
            pass
    assert applied(box) == ["listCatalogTasks"]


# --- streams


@pytest.mark.parametrize(
    ("lost", "error"),
    [("reset", httpx.ReadError), ("close", httpx.RemoteProtocolError), ("end", type(None))],
)
def test_a_stream_is_cut_after_a_number_of_events(
    box: Sandbox, http: httpx.Client, lost: Any, error: type
) -> None:
    box.fail("deployEndpoint", Fault(after_events=2, lost=lost))
    body, end = received(http, "POST", "/v1/endpoints", json={"task": "receipt-scan", "name": "mine"})
    assert len(data_of(body)) == 2
    assert isinstance(end, error)
    box.advance(10)
    assert http.get("/v1/endpoints/mine").json()["status"] == "live"
    assert billed(box) == ["deployEndpoint"]


def test_a_stream_is_cut_in_the_middle_of_an_event(box: Sandbox, http: httpx.Client) -> None:
    box.fail("createChatCompletion", Fault(after_events=2, after_bytes=11, lost="close"))
    body, end = received(http, "POST", "/v1/chat/completions", json=STREAMED)
    assert end is not None
    assert body.count(b"\n\n") == 2
    assert len(body.rpartition(b"\n\n")[2]) == 11


def test_a_stream_loses_its_end_marker(box: Sandbox, http: httpx.Client) -> None:
    whole, _ = received(http, "POST", "/v1/chat/completions", json=STREAMED)
    box.fail("createChatCompletion", Fault(after_events=-1, lost="end"))
    body, end = received(http, "POST", "/v1/chat/completions", json=STREAMED)
    assert end is None
    assert data_of(whole)[-1] == "[DONE]"
    assert len(data_of(body)) == len(data_of(whole)) - 1
    assert b"[DONE]" not in body


def test_an_error_object_ends_a_stream_in_the_api_s_format(box: Sandbox, http: httpx.Client) -> None:
    run = http.post("/v1/tasks/runs", json={**RUN, "enable_events": True}).json()["run_id"]
    fault = Fault(after_events=1, inject="error")
    for operation_id in ("createChatCompletion", "deployEndpoint", "streamTaskRunEvents"):
        box.fail(operation_id, fault)
    chat = data_of(received(http, "POST", "/v1/chat/completions", json=STREAMED)[0])
    assert (len(chat), set(chat[1])) == (2, {"error"})
    body, _ = received(http, "POST", "/v1/endpoints", json={"task": "receipt-scan"})
    assert [event.name for event in iter_sse(body.decode().splitlines())] == ["progress", "error"]
    task = data_of(received(http, "GET", f"/v1/tasks/runs/{run}/events")[0])
    assert (len(task), task[1]["type"], set(task[1]["error"])) == (
        2,
        "error",
        {"ref_id", "message", "detail"},
    )


def test_a_stream_continues_after_a_malformed_event(box: Sandbox, http: httpx.Client) -> None:
    box.fail("createChatCompletion", Fault(after_events=1, inject="malformed"))
    body, end = received(http, "POST", "/v1/chat/completions", json=STREAMED)
    assert end is None
    lines = [line for line in body.decode().splitlines() if line]
    with pytest.raises(json.JSONDecodeError):
        json.loads(lines[1].removeprefix("data: "))
    assert lines[-1] == "data: [DONE]"


def test_a_stream_sends_only_pings_until_the_client_disconnects(box: Sandbox, http: httpx.Client) -> None:
    box.fail("createChatCompletion", Fault(after_events=1, stall=EVER, pings=15.0))
    with http.stream("POST", "/v1/chat/completions", json=STREAMED) as response:
        lines = [line for line, _ in zip(response.iter_lines(), range(40), strict=False) if line]
    assert lines[0].startswith("data: ")
    assert set(lines[1:]) == {": ping"}
    assert box.now > 15 * (len(lines) - 2)
    assert http.get("/v1/models").status_code == 200


def test_a_stall_in_a_stream_has_the_requested_length() -> None:
    with Sandbox(speed=0) as still, plain(still) as http:
        still.fail("deployEndpoint", Fault(after_events=1, stall=30.0))
        with http.stream("POST", "/v1/endpoints", json={"task": "receipt-scan"}) as response:
            events = iter_sse(response.iter_lines())
            assert next(events).name == "progress"
            still.advance(29.0)  # the deploy's events that are due by now wait behind the stall
            wait_until_applied(still)
            begun = still.now
            still.advance(30.0)
            assert [event.name for event in events][-1] == "complete"
        assert begun == 29.0
        assert still.faults_applied[0].at in (0.0, 29.0)


def wait_until_applied(box: Sandbox) -> None:
    """Wait until the server's thread has recorded a fault, which takes microseconds."""
    limit = time.monotonic() + 5
    while not box.faults_applied:
        assert time.monotonic() < limit


def test_a_sandbox_with_sse_pings_sends_comments_while_a_stream_is_silent() -> None:
    with Sandbox(speed=1_000.0, sse_pings=5.0) as box, plain(box) as http:
        run = http.post("/v1/tasks/runs", json={**RUN, "input": "[sandbox:slow]"}).json()["run_id"]
        body, end = received(http, "GET", f"/v1/tasks/runs/{run}/events")
        assert end is None
        assert body.count(b": ping\n\n") > 10
        assert data_of(body.replace(b": ping\n\n", b""))[0]["run"]["run_id"] == run
    with pytest.raises(ValueError, match="sse_pings"):
        Sandbox(sse_pings=0)


# --- chunks and time


def test_a_body_is_split_into_chunks_of_any_size(box: Sandbox, http: httpx.Client) -> None:
    whole = http.post("/v1/chat/completions", json=STREAMED).content
    for split, sizes in ((1, {1}), (7, {7}), ((3, 4, 9), None)):
        box.fail("createChatCompletion", Fault(split=split))
        with http.stream("POST", "/v1/chat/completions", json=STREAMED) as response:
            chunks = list(response.iter_raw())
        # Two equal chats differ in their ids.
        assert len(b"".join(chunks)) == len(whole)
        if sizes is None:
            assert [len(chunk) for chunk in chunks[:3]] == [3, 1, 5]
        else:
            assert {len(chunk) for chunk in chunks[:-1]} == sizes or 1 not in sizes
    box.fail("listModels", Fault(split=1))
    assert http.get("/v1/models").json()["object"] == "list"


def test_a_body_is_sent_at_a_fixed_rate(box: Sandbox, http: httpx.Client) -> None:
    box.fail("listModels", Fault(drip=10.0))
    begun = box.now
    body = http.get("/v1/models").content
    assert box.now - begun >= len(body) / 10.0


def test_a_response_follows_after_a_stall_before_the_head(box: Sandbox, http: httpx.Client) -> None:
    box.fail("listModels", Fault(stall=60.0))
    box.fail("listModels", Fault(after_bytes=0, stall=60.0))
    for _ in range(2):
        begun = box.now
        assert http.get("/v1/models").status_code == 200
        assert box.now - begun >= 60
    box.fail("listModels", Fault(stall=60.0, status=504))
    assert http.get("/v1/models").status_code == 504


@pytest.mark.parametrize("accepted", [False, True])
def test_an_endless_stall_lasts_until_the_client_disconnects(box: Sandbox, accepted: bool) -> None:
    box.fail("createTaskRun", Fault(stall=EVER, status=None if accepted else 503, accepted=accepted))
    with plain(box, timeout=httpx.Timeout(5, read=0.2)) as http:
        while not box.faults_applied:  # on a slow machine the client may disconnect before
            with pytest.raises(httpx.ReadTimeout):
                http.post("/v1/tasks/runs", json=RUN, headers={"idempotency-key": "k"})
        assert billed(box) == ["createTaskRun"] * accepted
        assert http.post("/v1/tasks/runs", json=RUN, timeout=5).status_code == 202


def test_a_proxy_timeout_applies_to_a_long_poll_but_not_to_a_quick_response() -> None:
    with Sandbox(speed=200.0) as box, plain(box) as http:
        run = http.post("/v1/tasks/runs", json={**RUN, "input": "[sandbox:slow]"}).json()["run_id"]
        box.play("long-poll-behind-a-proxy")
        assert http.get(f"/v1/tasks/runs/{run}/result", params={"timeout": 1}).status_code == 408
        assert applied(box) == []
        begun = box.now
        assert http.get(f"/v1/tasks/runs/{run}/result").status_code == 504
        assert box.now - begun >= 30
        box.advance(600)
        assert http.get(f"/v1/tasks/runs/{run}/result").status_code == 200
        assert applied(box) == ["getTaskRunResult"]


def test_a_proxy_timeout_cuts_a_stream() -> None:
    with Sandbox(speed=0) as still, plain(still) as http:
        run = http.post("/v1/tasks/runs", json={**RUN, "input": "[sandbox:slow]"}).json()["run_id"]
        still.fail("streamTaskRunEvents", Fault(after_seconds=20.0, lost="reset"))
        still.fail("streamTaskRunEvents", Fault(after_seconds=20.0, status=504))  # only before the head
        for is_cut in (True, False):
            with http.stream("GET", f"/v1/tasks/runs/{run}/events") as response:
                events = iter_sse(response.iter_lines())
                assert next(events).data["run"]["run_id"] == run
                still.advance(20.0)
                if is_cut:
                    with pytest.raises(httpx.ReadError):
                        list(events)
                else:
                    still.advance(600.0)
                    list(events)  # until its proper end
        assert applied(still) == ["streamTaskRunEvents"]


def test_a_clock_jump_changes_timestamps_but_not_the_timing(box: Sandbox, http: httpx.Client) -> None:
    box.fail("createTaskRun", Fault(clock=86_400.0), after=1)
    first, second = (http.post("/v1/tasks/runs", json=RUN) for _ in range(2))
    assert first.json()["created_at"] < "2026-01-06" < second.json()["created_at"]
    assert parsedate_to_datetime(second.headers["date"]).timestamp() > time.time() + 80_000
    later = http.get(f"/v1/tasks/runs/{second.json()['run_id']}/result").json()
    assert later["run"]["created_at"] < "2026-01-06"
    box.fail("createChatCompletion", Fault(clock=-86_400.0))
    chats = [http.post("/v1/chat/completions", json=CHAT).json()["created"] for _ in range(2)]
    assert chats[1] - chats[0] >= 86_400


# --- which requests


def test_rules_apply_in_order_and_in_turn(box: Sandbox, http: httpx.Client) -> None:
    box.fail("getEndpoint", Fault(status=500))
    box.fail("get*", Fault(status=502), times=2, in_turn=True)
    box.fail("*", Fault(status=503), in_turn=True)
    paths = ["/v1/models", "/v1/tasks/receipt-scan", "/v1/endpoints/ep_a1b2c3"]
    paths += ["/v1/models", "/v1/tasks/receipt-scan", "/v1/endpoints/ep_a1b2c3", "/v1/models", "/v1/models"]
    assert [http.get(path).status_code for path in paths] == [200, 200, 500, 200, 502, 502, 503, 200]


def test_a_fault_applies_for_its_seconds_after_its_first_request() -> None:
    with Sandbox(speed=0, scenario="502-for-half-a-minute") as still, plain(still) as http:
        still.advance(1_000)
        found = []
        for _ in range(4):
            found.append(http.get("/v1/models").status_code)
            still.advance(12)
        assert found == [502, 502, 502, 200]


def test_clearing_faults_keeps_the_record_of_applied_ones(box: Sandbox, http: httpx.Client) -> None:
    box.fail("*", Fault(status=500), times=None)
    assert http.get("/v1/models").status_code == 500
    box.clear_faults()
    assert http.get("/v1/models").status_code == 200
    assert applied(box) == ["listModels"]


def test_of_many_concurrent_requests_exactly_the_requested_number_fails(
    box: Sandbox, http: httpx.Client
) -> None:
    box.fail("createTaskRun", Fault(accepted=True, lost="reset"), times=7)
    ends: list[object] = []

    def send() -> None:
        try:
            ends.append(http.post("/v1/tasks/runs", json=RUN).status_code)
        except httpx.ReadError:
            ends.append("lost")

    threads = [threading.Thread(target=send) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (ends.count("lost"), ends.count(202)) == (7, 17)
    assert len(billed(box)) == 24


def test_an_upload_can_fail_too(box: Sandbox, http: httpx.Client) -> None:
    assert box.fail("putSignedUpload", Fault(status=503)) is None
    assert httpx.put(f"{box.url}/_storage/x", content=b"x").status_code == 503
    assert httpx.put(f"{box.url}/_storage/x", content=b"x").status_code == 404
    assert applied(box) == ["putSignedUpload"]


def test_a_restart_resets_the_applied_faults_and_the_rules_counts() -> None:
    box = Sandbox(faults=["listModels:status=500", FaultRule(fault=Fault(status=502), after=1)])
    for _ in range(2):
        with box, plain(box) as http:
            assert [http.get("/v1/models").status_code for _ in range(3)] == [500, 502, 200]
        assert applied(box) == ["listModels", "listModels"]


def test_a_task_api_without_idempotency_bills_a_repeated_request_twice() -> None:
    with (
        Sandbox(task_idempotency=False) as box,
        plain(box) as http,
    ):
        http.headers["idempotency-key"] = "k"
        runs = {http.post("/v1/tasks/runs", json=RUN).json()["run_id"] for _ in range(2)}
        for _ in range(2):
            http.post("/v1/chat/completions", json=CHAT)
        assert len(runs) == 2
        assert billed(box) == ["createTaskRun", "createTaskRun", "createChatCompletion"]
        assert {entry.key for entry in box.ledger.entries} == {"k"}


# --- text and JSON


def test_a_rule_is_equal_as_text_json_and_object() -> None:
    rule = FaultRule(operation="createTaskRun", fault=Fault(status=503, retry_after=2), times=2)
    assert parse_rule("createTaskRun:status=503,retry_after=2,times=2") == rule
    assert parse_rule('{"operation": "createTaskRun", "status": 503, "retry_after": 2, "times": 2}') == rule
    assert to_rule(rule) is rule
    other = parse_rule("*:accepted,after_bytes=0,stall=ever,split=3/17,times=ever,seconds=30,in_turn")
    assert other == FaultRule(
        fault=Fault(accepted=True, after_bytes=0, stall=math.inf, split=(3, 17)),
        times=None,
        seconds=30,
        in_turn=True,
    )
    everything = [scenario.rules for scenario in SCENARIOS.values()]
    rules = [one for rules in everything for one in rules] + [
        FaultRule(fault=one) for one in EXAMPLES.values()
    ]
    for one in [rule, other, *rules]:
        assert rule_from_json(json.loads(json.dumps(rule_to_json(one), allow_nan=False))) == one


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("createTaskRun", "no colon"),
        ("x:status=503", "no operation is called 'x'"),
        ("*:", "does nothing"),
        ("*:accepted", "does nothing"),
        ("*:stauts=503", "'stauts' is not a setting"),
        ("*:status=many", "status cannot be 'many'"),
        ("*:status", "status cannot be True"),
        ("*:status=503,status=502", "twice"),
        ("*:status=101", "from 200"),
        ("*:lost=away", "reset, close, end"),
        ("*:lost=end", "needs a position"),
        ("*:lost=reset,status=500", "sends no response"),
        ("*:garbage=html,body=x", "exclude"),
        ("*:retry_after=1", "need a status"),
        ("*:status=503,retry_after=1,retry_after_date=1", "exclude"),
        ("*:inject=error", "needs after_events"),
        ("*:inject=error,after_bytes=3", "after_events only"),
        ("*:stall=1,pings=1", "pings need a position"),
        ("*:after_events=1,pings=1,lost=reset", "pings need a stall"),
        ("*:after_events=1", "something that happens"),
        ("*:after_events=1,after_bytes=-1,lost=close", "must be 0 or more"),
        ("*:after_seconds=1", "after_seconds needs"),
        ("*:after_seconds=1,stall=1,status=500", "after_seconds excludes"),
        ("*:stall=-1", "stall must be a number of 0 or more"),
        ("*:drip=0", "drip must be a number above 0"),
        ("*:split=0", "split"),
        ("*:split=5/3", "rising"),
        ("*:clock=1e300", "clock"),
        ("*:status=500,times=0", "times"),
        ("*:status=500,after=-1", "after must be"),
        ("*:status=500,seconds=0", "seconds"),
        ("{", "not valid JSON"),
        ('{"headers": 3}', "headers cannot be 3"),
        ('{"accepted": "perhaps"}', "accepted"),
        ('{"body": 3}', "body cannot be 3"),
    ],
)
def test_an_invalid_rule_is_rejected_with_the_reason(
    text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match=words):
        Sandbox(faults=[text])
    with pytest.raises(SystemExit):
        main(["--fault", text])
    assert words in capsys.readouterr().err


def test_the_control_route_takes_rules_and_returns_the_applied_faults(
    box: Sandbox, http: httpx.Client
) -> None:
    route = "/_sandbox/faults"
    assert http.get(route).json() == {"rules": [], "applied": []}
    created = http.post(route, json={"operation": "listModels", "status": 503, "times": 2})
    assert created.status_code == 201
    assert http.post(route, json=[{"status": 500, "after": 5}, {"lost": "reset"}]).status_code == 201
    failed = http.get("/v1/models")
    assert failed.status_code == 503
    record = http.get(route).json()
    assert record["rules"][0] == {
        "operation": "listModels",
        "status": 503,
        "times": 2,
        "after": 0,
        "seconds": None,
        "in_turn": False,
        "times_applied": 1,
    }
    assert [rule["times_applied"] for rule in record["rules"]] == [1, 0, 0]
    assert record["applied"] == [
        {
            "operation_id": "listModels",
            "request_id": failed.headers["x-request-id"],
            "at": box.faults_applied[0].at,
            "service_status": None,
            "fault": {"status": 503},
        }
    ]
    cleared = http.delete(route).json()
    assert (cleared["rules"], len(cleared["applied"])) == ([], 1)
    played = http.post(route, json={"scenario": "only-pings"}).json()["rules"]
    assert (played[0]["stall"], played[0]["pings"]) == ("ever", 15.0)
    for wrong in ({"scenario": "nothing"}, {"status": 1}, [{"status": 500}, 7], "x"):
        response = http.post(route, json=wrong)
        assert (response.status_code, set(response.json())) == (422, {"detail"})
    assert len(http.get(route).json()["rules"]) == 1
    as_json = {"content-type": "application/json"}
    assert http.post(route, content=b"no json", headers=as_json).status_code == 422


# --- scenarios, examples, the command, the fixture


def test_every_scenario_has_a_description_and_can_be_played() -> None:
    assert len(SCENARIOS) >= 15
    for name, scenario in SCENARIOS.items():
        assert scenario.name == name
        assert scenario.description.endswith(".")
        Sandbox(scenario=name)
    own = Scenario("mine", "Mine.", (FaultRule(fault=Fault(status=500)),))
    with Sandbox(scenario=own) as box, plain(box) as http:
        assert http.get("/v1/models").status_code == 500
    with pytest.raises(ValueError, match="login-page"):
        Sandbox(scenario="nothing")


def test_the_proxy_restarts_during_a_deploy(box: Sandbox, http: httpx.Client) -> None:
    box.play("proxy-restarts-during-deploy")
    assert http.get("/v1/models").status_code == 200
    body, end = received(http, "POST", "/v1/endpoints", json={"task": "receipt-scan", "name": "mine"})
    assert (len(data_of(body)), type(end)) == (3, httpx.ReadError)
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError):
            http.get("/v1/endpoints/mine")
    assert [http.get("/v1/endpoints/mine").status_code for _ in range(3)] == [502, 502, 200]
    assert billed(box) == ["deployEndpoint"]


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize(
    "operation_id", ["listModels", "createTaskRun", "createChatCompletion", "deployEndpoint"]
)
def test_every_example_is_applied_where_possible_and_the_server_continues(
    box: Sandbox, name: str, operation_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    fault = EXAMPLES[name]
    streams = {
        "listModels": False,
        "createTaskRun": False,
        "createChatCompletion": True,
        "deployEndpoint": True,
    }
    box.fail(operation_id, fault)
    box.fail(operation_id, Fault(status=418), in_turn=True, times=None)
    calls: dict[str, tuple[str, str, Any]] = {
        "listModels": ("GET", "/v1/models", None),
        "createTaskRun": ("POST", "/v1/tasks/runs", RUN),
        "createChatCompletion": ("POST", "/v1/chat/completions", STREAMED),
        "deployEndpoint": ("POST", "/v1/endpoints", {"task": "receipt-scan"}),
    }
    method, path, body = calls[operation_id]
    pings = fault.pings is not None and streams[operation_id]
    wait = 0.1 if fault.stall == EVER and not pings else 5.0
    with plain(box, timeout=httpx.Timeout(5, read=wait)) as http:
        http.headers["idempotency-key"] = "k"  # so that a client that timed out too early can retry
        if fault.stall == EVER and pings:
            with http.stream(method, path, json=body) as response:
                chunks = response.iter_raw()
                assert [next(chunks)[:5], next(chunks)] in (
                    [b"data:", b": ping\n\n"],
                    [b"event", b": ping\n\n"],
                )
        else:
            for _ in range(20 if wait < 1 else 1):
                received(http, method, path, json=body)
                if box.faults_applied:
                    break
                if fault.for_streams and not streams[operation_id]:
                    break
        assert bool(box.faults_applied) == (streams[operation_id] or not fault.for_streams)
        if fault.accepted and operation_id != "listModels":
            assert billed(box) == [operation_id]
        if fault.replaces_response and not fault.accepted:
            assert billed(box) == []
        if box.faults_applied:  # it is used up, and the next one applies
            assert http.request(method, path, json=body, timeout=5).status_code == 418
    assert caplog.records == []


def test_the_command_takes_faults_and_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list-scenarios"]) == 0
    listed = capsys.readouterr().out
    assert [line.split()[0] for line in listed.splitlines()] == list(SCENARIOS)
    options = ["--fault", "listModels:status=418", "--scenario", "login-page", "--no-task-idempotency"]
    options += ["--sse-pings", "15"]
    process = subprocess.Popen(
        [sys.executable, "-m", "pareta_sandbox", *options],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(package.__file__).parents[1],
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        responses = [httpx.get(f"{url}/v1/models", headers=HEADERS) for _ in range(2)]
        assert [response.status_code for response in responses] == [418, 200]
        assert "Sign in" in responses[1].text
    finally:
        process.kill()
        process.communicate()


# Each runs in a process of its own: in this one, pytester would forget modules that others hold.
pytest_plugins = ["pytester"]


def test_the_fixture_takes_its_settings_from_a_marker_or_a_parameter(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(
        """
        import httpx
        import pytest

        from pareta_sandbox import Fault

        HEADERS = {"authorization": "Bearer pareta_sk_x"}
        pytestmark = pytest.mark.pareta_sandbox(seed=7, keys=["pareta_sk_x"])

        def status(box):
            return httpx.get(f"{box.url}/v1/models", headers=HEADERS).status_code

        @pytest.mark.pareta_sandbox(scenario="502-for-half-a-minute")
        def test_marked(pareta_sandbox):
            assert status(pareta_sandbox) == 502
            assert httpx.get(f"{pareta_sandbox.url}/_sandbox/health").json()["seed"] == 7
            assert len(pareta_sandbox.faults_applied) == 1

        @pytest.mark.parametrize("pareta_sandbox", ["502-for-half-a-minute", {"speed": 0}], indirect=True)
        def test_parametrized(pareta_sandbox, request):
            assert status(pareta_sandbox) == (502 if "502" in request.node.name else 200)
            pareta_sandbox.advance(60)
            pareta_sandbox.fail("listModels", Fault(status=418), times=2)
            assert [status(pareta_sandbox) for _ in range(3)] == [418, 418, 200]
            pareta_sandbox.play("rate-limit-of-30-seconds")
            assert status(pareta_sandbox) == 429
        """
    )
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    done = pytester.runpytest_subprocess(
        "-p", "pareta_sandbox.pytest_plugin", "-p", "no:cacheprovider", "--strict-markers"
    )
    done.assert_outcomes(passed=3)


def test_the_documentation_has_every_setting_and_every_scenario() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/sandbox.md").read_text(encoding="utf-8")
    names = [one.name for kind in (Fault, FaultRule) for one in fields(kind)]
    assert [name for name in names if name not in ("fault", "operation") and f"`{name}`" not in page] == []
    for scenario in SCENARIOS.values():
        assert f"| `{scenario.name}` | {scenario.description} |" in page
