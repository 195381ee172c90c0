# Mirrored from tests/_async/test_observation.py by codegen/mirror.py; do not edit.
"""What a program sees of its calls: lines of the log, and the events of its hooks."""

from __future__ import annotations

import json
import logging
import pickle
from typing import Any

import pytest

import pareta
from pareta import RequestEvent, ResponseEvent, RetryEvent
from tests.support import (
    MESSAGES,
    PARETA_KEY,
    REQUEST_ID,
    Chunks,
    Clients,
    Wire,
    chunk,
    completion,
    respond,
    run,
    stream,
)

MODELS = {"object": "list", "data": []}


def seen_by(wire: Wire, level: int, caplog: pytest.LogCaptureFixture) -> list[str]:
    with caplog.at_level(level, logger="pareta"):
        Clients.pareta(wire).models.list()
    return [record.getMessage() for record in caplog.records if record.name == "pareta"]


def test_a_call_is_one_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    lines = seen_by(Wire(respond(200, MODELS, takes=0.25)), logging.INFO, caplog)
    assert lines == [f"GET /v1/models: 200 in 0.250 s (1 attempt, request id {REQUEST_ID})"]
    record = caplog.records[-1]
    fields = {
        name: getattr(record, name) for name in ("operation", "http_method", "http_path", "http_status")
    }
    assert fields == {
        "operation": "listModels",
        "http_method": "GET",
        "http_path": "/v1/models",
        "http_status": 200,
    }
    assert (record.duration, record.attempts, record.request_id) == (0.25, 1, REQUEST_ID)  # type: ignore[attr-defined]  # ours


def test_each_retry_is_a_line_with_its_reason_and_pause(caplog: pytest.LogCaptureFixture) -> None:
    lines = seen_by(Wire(respond(503), respond(200, MODELS)), logging.INFO, caplog)
    assert lines[0].startswith("retrying in 0.25 s after attempt 1: GET /v1/models (listModels) returned 503")
    assert lines[1] == f"GET /v1/models: 200 in 0.250 s (2 attempts, request id {REQUEST_ID})"


def test_sizes_of_bodies_are_logged_at_debug(caplog: pytest.LogCaptureFixture) -> None:
    lines = seen_by(Wire(respond(200, MODELS)), logging.DEBUG, caplog)
    assert lines[0] == "GET /v1/models: sending attempt 1 with a body of 0 bytes"
    assert lines[-1].startswith("GET /v1/models: the response has a body of ")


def test_a_call_that_fails_says_how(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(pareta.NotFoundError):
        seen_by(Wire(respond(404)), logging.INFO, caplog)
    assert caplog.records[-1].getMessage() == (
        f"GET /v1/models: failed with 404 after 0.000 s (1 attempt, request id {REQUEST_ID}): NotFoundError"
    )


def test_no_secret_gets_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    wire = Wire(
        respond(503, {"detail": f"bad key {PARETA_KEY}"}),
        respond(200, completion(), x_request_id=PARETA_KEY),
    )
    with caplog.at_level(logging.DEBUG, logger="pareta"):
        Clients.pareta(wire).chat.completions.create(model="ep_1", messages=MESSAGES)
    assert len(caplog.records) > 3
    for record in caplog.records:
        assert PARETA_KEY not in record.getMessage()
        assert PARETA_KEY not in repr(vars(record))


def test_a_stream_is_logged_when_its_head_arrives(caplog: pytest.LogCaptureFixture) -> None:
    wire = Wire(stream(chunk("Hel"), chunk("lo.")))
    with caplog.at_level(logging.INFO, logger="pareta"):
        found = Clients.pareta(wire).chat.completions.create(model="ep_1", messages=MESSAGES, stream=True)
        assert [record.getMessage()[:26] for record in caplog.records] == ["POST /v1/chat/completions:"]
        found.close()


def test_hooks_see_each_attempt_response_and_retry() -> None:
    seen: list[Any] = []
    wire = Wire(respond(503), respond(200, MODELS, takes=1.5))
    client = Clients.pareta(wire, on_request=seen.append, on_response=seen.append, on_retry=seen.append)
    client.models.list()
    assert [type(event) for event in seen] == [
        RequestEvent,
        ResponseEvent,
        RetryEvent,
        RequestEvent,
        ResponseEvent,
    ]
    assert {(event.operation, event.method, event.path) for event in seen} == {
        ("listModels", "GET", "/v1/models")
    }
    assert [event.attempt for event in seen] == [1, 1, 1, 2, 2]
    _, unavailable, retry, _, response = seen
    assert (unavailable.status, response.status, response.duration) == (503, 200, 1.5)
    assert (response.request_id, response.headers["x-request-id"]) == (REQUEST_ID, REQUEST_ID)
    assert (retry.pause, type(retry.error)) == (0.25, pareta.EndpointNotReadyError)


def test_what_on_request_raises_ends_the_call_before_anything_is_sent() -> None:
    def refuse(event: RequestEvent) -> None:
        raise LookupError(event.path)

    client = Clients.parallel(Wire(), on_request=refuse)
    with pytest.raises(LookupError) as raised:
        client.task_run.create(input="United Nations", processor="base")
    assert raised.value.__notes__ == ["on_request raised this before the request was sent."]


def test_what_on_request_raises_before_a_retry_has_the_key_of_the_call() -> None:
    def refuse(event: RequestEvent) -> None:
        if event.attempt == 2:
            raise LookupError(event.path)

    client = Clients.parallel(Wire(respond(503)), on_request=refuse)
    with pytest.raises(LookupError) as raised:
        client.task_run.create(input="United Nations", processor="base", idempotency_key="mine")
    assert any("idempotency_key='mine'" in note for note in raised.value.__notes__)


def test_what_other_hooks_raise_is_logged_and_loses_no_response(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(event: object) -> None:
        raise LookupError("a bug in the hook")

    wire = Wire(respond(429), respond(202, run()))
    found = Clients.parallel(wire, on_response=fail, on_retry=fail).task_run.create(
        input="United Nations", processor="base"
    )
    assert found.run_id == "trun_1"
    logged = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert [line.partition(": ")[2] for line in logged] == [
        "on_response raised LookupError('a bug in the hook')",
        "on_retry raised LookupError('a bug in the hook')",
        "on_response raised LookupError('a bug in the hook')",
    ]


def test_an_interrupted_hook_releases_the_response_and_notes_the_key() -> None:
    def interrupt(event: ResponseEvent) -> None:
        raise KeyboardInterrupt

    body = Chunks(json.dumps(run()).encode())
    client = Clients.parallel(Wire(respond(202, body)), on_response=interrupt)
    with pytest.raises(KeyboardInterrupt) as raised:
        client.task_run.create(input="United Nations", processor="base", idempotency_key="mine")
    assert body.closed
    assert any("idempotency_key='mine'" in note for note in raised.value.__notes__)


@pytest.mark.parametrize("name", ["on_request", "on_response", "on_retry"])
@pytest.mark.parametrize("value", [1, "print", (value for value in ())], ids=["int", "str", "generator"])
def test_a_hook_that_is_no_function_is_refused_by_its_name(name: str, value: object) -> None:
    for build in (
        lambda: pareta.Pareta(api_key=PARETA_KEY, **{name: value}),
        lambda: pareta.Pareta(api_key=PARETA_KEY).with_options(**{name: value}),
    ):
        with pytest.raises(TypeError, match=name):
            build()


def test_a_copy_has_the_hooks_of_the_client_unless_it_is_given_others() -> None:
    first: list[Any] = []
    second: list[Any] = []
    client = Clients.pareta(Wire(then=respond(200, MODELS)), on_request=first.append)
    client.with_options(max_retries=0).models.list()
    client.with_options(on_request=second.append).models.list()
    assert (len(first), len(second)) == (1, 1)


def test_hooks_are_pickled_with_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARETA_API_KEY", PARETA_KEY)
    client = pareta.Pareta(api_key=PARETA_KEY, on_request=print)
    assert pickle.loads(pickle.dumps(client))._settings.hooks.on_request is print
