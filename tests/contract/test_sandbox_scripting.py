"""What a test has the sandbox send, and what it can read later: scripts, requests, environment, fixtures."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import httpx
import pytest

from pareta_sandbox import Sandbox, ScriptedResponse
from pareta_sandbox.control import find_refusal
from pareta_sandbox.recorded_requests import MAX_BODY_BYTES, MAX_REQUESTS

from .conftest import PARETA, TASK, sse

CHAT = {"model": "ep_a1b2c3", "messages": [{"role": "user", "content": "hi"}]}
RUN = {"input": "x", "processor": "lite"}


def send(box: Sandbox, path: str, body: object = None, headers: Any = None, **more: Any) -> httpx.Response:
    headers = {**(TASK if path.startswith("/v1/tasks/runs") else PARETA), **(headers or {})}
    method = "GET" if body is None else "POST"
    return httpx.request(method, box.url + path, json=body, headers=headers, **more)


def test_scripted_responses_are_sent_in_order_and_then_the_sandbox_responds_itself(box: Sandbox) -> None:
    box.script(
        "listModels",
        [503, {"data": [{"id": "mine"}]}, ScriptedResponse(status=429, headers={"Retry-After": "7"})],
    )
    responses = [send(box, "/v1/models") for _ in range(4)]
    assert [one.status_code for one in responses] == [503, 200, 429, 200]
    assert responses[0].json() == {"detail": "Service Unavailable: the sandbox was asked to fail"}
    assert responses[1].json() == {"data": [{"id": "mine"}]}
    assert responses[2].headers["retry-after"] == "7"
    assert responses[3].json()["data"][0]["id"] == "ep_a1b2c3"
    assert all(one.headers["x-request-id"] for one in responses)


@pytest.mark.parametrize(
    ("response", "body", "content_type"),
    [
        (ScriptedResponse(json=[1, "é"]), '[1,"é"]', "application/json"),
        (ScriptedResponse(json=0), "0", "application/json"),
        (ScriptedResponse(body="é"), "é", "application/json"),
        (ScriptedResponse(body=b"x", headers={"Content-Type": "text/plain"}), "x", "text/plain"),
        (
            ScriptedResponse(status=404),
            '{"detail":"Not Found: the sandbox was asked to fail"}',
            "application/json",
        ),
        (ScriptedResponse(json={}, delay=1), "{}", "application/json"),
    ],
)
def test_a_scripted_response_has_its_body_and_content_type(
    box: Sandbox, response: ScriptedResponse, body: str, content_type: str
) -> None:
    box.script("listModels", [response])
    received = send(box, "/v1/models")
    assert (received.content.decode(), received.headers["content-type"]) == (body, content_type)


def test_scripted_events_have_the_form_of_their_stream(box: Sandbox) -> None:
    chunk = {"choices": [{"index": 0, "delta": {"content": "Hi"}}]}
    box.script("createChatCompletion", [ScriptedResponse(events=[chunk])])
    chat = sse(send(box, "/v1/chat/completions", {**CHAT, "stream": True}))
    assert [(event.name, event.data) for event in chat] == [(None, chunk), (None, "[DONE]")]

    state = {"type": "task_run.state", "run": {"run_id": "trun_1"}}
    box.script("streamTaskRunEvents", [ScriptedResponse(events=[state])])
    events = sse(send(box, "/v1/tasks/runs/trun_1/events"))
    assert [(event.name, event.data) for event in events] == [("task_run.state", state)]

    box.script("deployEndpoint", [ScriptedResponse(events=[{"event": "error", "data": {"message": "full"}}])])
    events = sse(send(box, "/v1/endpoints", {"task": "receipt-scan"}))
    assert [(event.name, event.data) for event in events] == [("error", {"message": "full"})]
    assert box.ledger.entries == ()


@pytest.mark.parametrize(
    ("operation", "responses", "error", "words"),
    [
        ("listModel", [503], ValueError, "no operation"),
        ("list*", [503], ValueError, "no operation"),
        ("listModels", [99], ValueError, "status"),
        ("listModels", ["503"], TypeError, "str"),
        ("listModels", [True], TypeError, "bool"),
    ],
)
def test_a_script_that_makes_no_sense_is_an_error(
    operation: str, responses: Any, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        Sandbox().script(operation, responses)


def test_a_response_has_one_body() -> None:
    with pytest.raises(ValueError, match="json and events exclude each other"):
        ScriptedResponse(json={}, events=[])


def test_requests_are_recorded_without_their_secrets(box: Sandbox) -> None:
    send(box, "/v1/tasks/runs?a=b", RUN, {"cookie": "c", "x-mine": "m"})
    send(box, "/v1/tasks/runs", {"input": 5}, {"Authorization": "Bearer secret"})
    send(box, "/v1/models")
    send(box, "/v1/nothing")
    httpx.get(f"{box.url}/_sandbox/health")
    first, invalid, models = box.requests
    assert (first.operation_id, first.method, first.path, first.query) == (
        "createTaskRun",
        "POST",
        "/v1/tasks/runs",
        "a=b",
    )
    assert first.json == RUN
    assert (first.headers["x-api-key"], first.headers["cookie"]) == ("[redacted]", "[redacted]")
    assert (first.headers["x-mine"], invalid.headers["authorization"]) == ("m", "[redacted]")
    assert (invalid.json, models.body, models.operation_id) == ({"input": 5}, b"", "listModels")
    assert first.request_id.startswith("req_")
    assert "task-key" not in repr(box.requests)


def test_a_request_whose_response_is_scripted_or_lost_is_recorded(box: Sandbox) -> None:
    box.script("createTaskRun", [503])
    send(box, "/v1/tasks/runs", RUN)
    box.play("reset-after-run-accepted")
    with pytest.raises(httpx.TransportError):
        send(box, "/v1/tasks/runs", RUN)
    assert [request.json for request in box.requests] == [RUN, RUN]


def test_the_record_of_requests_is_bounded(box: Sandbox) -> None:
    with httpx.Client(base_url=box.url, headers=TASK) as http:
        http.post("/v1/tasks/runs", content=b"x" * (MAX_BODY_BYTES + 5))
        assert len(box.requests[-1].body) == MAX_BODY_BYTES
        for _ in range(20):
            http.post("/v1/tasks/runs", content=b"x" * MAX_BODY_BYTES)
        assert sum(len(request.body) for request in box.requests) <= 16_000_000
        for _ in range(MAX_REQUESTS + 1):
            http.get("/v1/tasks/runs/x")
    assert len(box.requests) == MAX_REQUESTS


def test_the_environment_points_programs_at_the_sandbox() -> None:
    program = (
        "from pareta import Pareta; from parallel import Parallel\n"
        "with Pareta.from_env() as pa, Parallel() as client:\n"
        "    print(pa.models.list()[0].id)\n"
        "    print(client.task_run.create(input='x', processor='lite').status)\n"
    )
    with Sandbox(speed=0) as box:
        environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**environment, **box.environment()},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.split() == ["ep_a1b2c3", "queued"], done.stderr
        assert set(box.environment()) == {
            "PARETA_API_KEY",
            "PARETA_BASE_URL",
            "PARALLEL_API_KEY",
            "PARALLEL_BASE_URL",
        }
    with Sandbox(keys=["b", "pareta_sk_a"]) as box:
        assert box.environment()["PARETA_API_KEY"] == "pareta_sk_a"
        assert box.environment()["PARALLEL_API_KEY"] in ("b", "pareta_sk_a")


# Each runs in a process of its own: in this one, pytester would forget modules that others hold.
pytest_plugins = ["pytester"]


def test_the_fixtures_set_the_environment_ignore_proxies_and_last_a_session(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(
        """
        import os
        from parallel import Parallel
        from pareta import Pareta

        URLS = []

        def test_the_environment(sandbox_environment):
            with Pareta.from_env() as pa, Parallel() as client:
                assert pa.models.list()
                assert client.task_run.execute(input="x", processor="lite")
            assert os.environ["PARETA_BASE_URL"] == sandbox_environment.url
            names = [request.operation_id for request in sandbox_environment.requests]
            assert names[:2] == ["listModels", "createTaskRun"]

        def test_the_environment_is_as_before(pareta_sandbox):
            assert "PARETA_BASE_URL" not in os.environ
            pareta_sandbox.script("listModels", [{"object": "list", "data": []}])
            assert len(pareta_sandbox.pareta().models.list()) == 0
            assert pareta_sandbox.environment()["PARETA_BASE_URL"] == pareta_sandbox.url

        def test_proxies_are_as_before():
            assert "NO_PROXY" not in os.environ

        def test_one(sandbox_session):
            URLS.append(sandbox_session.url)
            sandbox_session.parallel().task_run.create(input="x", processor="lite")

        def test_two(sandbox_session):
            assert [sandbox_session.url] == URLS
            assert len(sandbox_session.ledger.entries) == 1
        """
    )
    for name in (
        "PARETA_API_KEY",
        "PARETA_BASE_URL",
        "PARALLEL_API_KEY",
        "PARALLEL_BASE_URL",
        "no_proxy",
        "NO_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # where nobody listens
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    done = pytester.runpytest_subprocess("-p", "pareta_sandbox.pytest_plugin", "-p", "no:cacheprovider")
    done.assert_outcomes(passed=5)


# --- the control routes are not for web pages


@pytest.mark.parametrize(
    ("headers", "listening", "refused"),
    [
        ({"host": "127.0.0.1:8700"}, "127.0.0.1", False),
        ({"host": "localhost:8700"}, "127.0.0.1", False),
        ({"host": "LOCALHOST"}, "127.0.0.1", False),
        ({"host": "localhost."}, "127.0.0.1", False),
        ({"host": "box.localhost:8700"}, "127.0.0.1", False),
        ({"host": "[::1]:8700"}, "::1", False),
        ({"host": "[::1]"}, "::1", False),
        ({"host": "192.0.2.7:8700"}, "0.0.0.0", False),
        ({"host": "sandbox:8700"}, "sandbox", False),
        ({"host": "sandbox:8700"}, "0.0.0.0", True),
        ({"host": "evil.example:8700"}, "127.0.0.1", True),
        ({"host": "127.0.0.1.evil.example"}, "127.0.0.1", True),
        ({"host": "localhost.evil.example"}, "127.0.0.1", True),
        ({"host": "evil.example@127.0.0.1"}, "127.0.0.1", True),
        ({"host": "evillocalhost"}, "127.0.0.1", True),
        ({"host": ""}, "127.0.0.1", True),
        ({}, "127.0.0.1", True),
        ({"host": "127.0.0.1:8700", "origin": "http://127.0.0.1:8700"}, "127.0.0.1", False),
        ({"host": "127.0.0.1:8700", "origin": "http://127.0.0.1:3000"}, "127.0.0.1", True),
        ({"host": "127.0.0.1:8700", "origin": "https://127.0.0.1:8700"}, "127.0.0.1", True),
        ({"host": "127.0.0.1:8700", "origin": "http://localhost:8700"}, "127.0.0.1", True),
        ({"host": "127.0.0.1:8700", "origin": "http://evil.example"}, "127.0.0.1", True),
        ({"host": "127.0.0.1:8700", "origin": "null"}, "127.0.0.1", True),
        ({"host": "127.0.0.1:8700", "sec-fetch-site": "cross-site"}, "127.0.0.1", True),
        ({"host": "127.0.0.1:8700", "sec-fetch-site": "same-site"}, "127.0.0.1", True),
        ({"host": "127.0.0.1:8700", "sec-fetch-site": "none"}, "127.0.0.1", False),
    ],
)
def test_a_control_request_of_a_web_page_is_refused(
    headers: dict[str, str], listening: str, refused: bool
) -> None:
    assert (find_refusal(headers, listening) is not None) == refused


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "ledger"),
        ("GET", "health"),
        ("GET", "faults"),
        ("POST", "faults"),
        ("DELETE", "faults"),
        ("GET", "x"),
    ],
)
@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"origin": "http://evil.example"}])
def test_every_control_route_refuses_web_pages(
    box: Sandbox, method: str, path: str, headers: dict[str, str]
) -> None:
    rule = json.dumps({"operation": "*", "status": 500})
    headers = {**headers, "content-type": "application/json"}
    response = httpx.request(method, f"{box.url}/_sandbox/{path}", headers=headers, content=rule)
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers
    assert send(box, "/v1/models").status_code == 200


@pytest.mark.parametrize(
    ("headers", "problem"),
    [
        ({"Retry-After": 1}, "the header retry-after must be a text"),
        ({"x-a": "b\r\nset-cookie: c"}, "the header x-a must be a text"),
        ({"x-a": " b"}, "the header x-a must be a text"),
        ({"Content-Type": "a\0"}, "the header content-type must be a text"),
        ({"x a": "b"}, "'x a' is not the name of a header"),
        ({"é": "b"}, "'é' is not the name of a header"),
        ({"": "b"}, "'' is not the name of a header"),
    ],
)
def test_a_header_that_cannot_be_sent_is_refused_when_it_is_scripted(
    box: Sandbox, headers: Any, problem: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}"):
        box.script("listModels", [ScriptedResponse(json={}, headers=headers)])
    box.script("listModels", [ScriptedResponse(json={}, headers={"x-a": "é\tb", "Retry-After": "1"})])
    assert send(box, "/v1/models").headers["retry-after"] == "1"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b"[" * 100_000, b'{"status":' + b"9" * 5000 + b"}", b"1", b'{"scenario":[]}'],
)
def test_a_fault_that_cannot_be_read_is_refused_with_a_reason(box: Sandbox, content: bytes) -> None:
    headers = {"content-type": "application/json"}
    response = httpx.post(f"{box.url}/_sandbox/faults", content=content, headers=headers)
    assert response.status_code == 422
    assert response.json()["detail"]
    assert send(box, "/v1/models").status_code == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_fault_that_is_not_sent_as_json_is_refused(box: Sandbox, content_type: str | None) -> None:
    headers = {} if content_type is None else {"content-type": content_type}
    rule = json.dumps({"operation": "*", "status": 500})
    response = httpx.post(f"{box.url}/_sandbox/faults", content=rule, headers=headers)
    assert (response.status_code, "JSON" in response.json()["detail"]) == (415, True)
    assert send(box, "/v1/models").status_code == 200
