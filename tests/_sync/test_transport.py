# Mirrored from tests/_async/test_transport.py by codegen/mirror.py; do not edit.
"""The transport by itself: its limits and settings, its end, and what it does with odd servers."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import parallel
import pareta
from pareta import Pareta
from pareta_core import SDKError, Transport
from pareta_wire import create_blob_upload_url, list_models
from pareta_wire.apis import PARETA
from pareta_wire.models import BlobUploadRequest
from tests.support import (
    MESSAGES,
    PARETA_KEY,
    REQUEST_ID,
    Chunks,
    Clients,
    Events,
    ScriptedResponse,
    SlowChunks,
    Wire,
    chunk,
    event,
    respond,
    result,
    run,
    stream,
)

DONE = b"data: [DONE]\n\n"


def listen(client: Pareta, **options: Any) -> Any:
    return client.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True, **options)


def texts(chunks: Any) -> list[Any]:
    return [each.choices[0].delta.content for each in Events.of(chunks)]


# --- its end


def test_a_transport_is_closed_at_the_end_of_its_block() -> None:
    with Transport.from_env(PARETA, api_key=PARETA_KEY) as wire:
        assert wire.owns_connections
    with pytest.raises(SDKError, match="this client is closed; nothing was sent"):
        wire.send(list_models())


def test_a_transport_is_closed_when_its_block_raises() -> None:
    wire = Transport.from_env(PARETA, api_key=PARETA_KEY)
    with pytest.raises(KeyError):
        with wire:
            raise KeyError("x")
    with pytest.raises(SDKError, match="this client is closed"):
        wire.send(list_models())


def test_a_client_that_is_closed_before_its_first_call_sends_nothing() -> None:
    client = Pareta(api_key=PARETA_KEY)
    client.close()
    for used in (client, client.with_options(max_retries=0)):
        with pytest.raises(SDKError, match="this client is closed; nothing was sent"):
            used.models.list()


# --- limits


@pytest.mark.parametrize(
    ("settings", "options"), [({"max_event_bytes": 200}, {}), ({}, {"max_event_bytes": 200})]
)
def test_the_limit_of_an_event_is_a_setting_of_the_client(settings: Any, options: Any) -> None:
    wire = Wire(then=lambda _: stream(chunk("a"), chunk("b" * 200), DONE))
    client = Clients.pareta(wire, **settings).with_options(**options)
    with pytest.raises(pareta.StreamError, match="an event of more than 200 bytes") as caught:
        Events.of(listen(client))
    assert (caught.value.partial, caught.value.request_id) == ("a", REQUEST_ID)
    assert texts(listen(client.with_options(max_event_bytes=1_000))) == ["a", "b" * 200]


def test_the_limit_of_a_body_is_a_setting_of_the_client() -> None:
    wire = Wire(then=respond(200, {"object": "list", "data": [{"id": "ep_1"}]}))
    client = Clients.pareta(wire, max_body_bytes=20)
    with pytest.raises(pareta.APIResponseError, match="its body is longer than 20 bytes") as caught:
        client.models.list()
    assert caught.value.request_id == REQUEST_ID
    assert len(wire.requests) == 1, "it would be as long again"
    assert len(client.with_options(max_body_bytes=1_000).models.list()) == 1


def test_the_limits_of_a_client_are_read_from_its_arguments_everywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PARETA_API_KEY", PARETA_KEY)
    for client in (
        Pareta.from_env(max_event_bytes=7, max_body_bytes=8),
        pickle.loads(pickle.dumps(Pareta.from_env(max_event_bytes=7, max_body_bytes=8))),
    ):
        assert (client.wire.settings.max_event_bytes, client.wire.settings.max_body_bytes) == (7, 8)
    wire = Transport.from_env(PARETA, max_event_bytes=7, max_body_bytes=8)
    assert (wire.settings.max_event_bytes, wire.settings.max_body_bytes) == (7, 8)
    wire = Transport.from_env(PARETA)
    assert (wire.settings.max_event_bytes, wire.settings.max_body_bytes) == (16_000_000, 100_000_000)


@pytest.mark.parametrize("name", ["max_event_bytes", "max_body_bytes"])
@pytest.mark.parametrize(
    ("value", "kind"),
    [(0, ValueError), (-1, ValueError), (1.5, TypeError), ("1", TypeError), (True, TypeError)],
)
def test_a_limit_that_is_not_a_number_of_bytes_is_refused(
    name: str, value: Any, kind: type[Exception]
) -> None:
    with pytest.raises(kind, match=f"^{name} must be"):
        Pareta(api_key=PARETA_KEY, **{name: value})
    with pytest.raises(kind, match=f"^{name} must be"):
        Pareta(api_key=PARETA_KEY).with_options(**{name: value})


def test_an_error_body_is_shortened_and_says_so() -> None:
    body = Chunks(*[b"x" * 400_000] * 10)
    wire = Wire(respond(400, body))
    with pytest.raises(pareta.BadRequestError) as caught:
        Clients.pareta(wire).models.list()
    assert caught.value.response is not None
    assert caught.value.response.content == b"x" * 1_000_000
    assert caught.value.__notes__ == ["The response's body was shortened to its first 1,000,000 bytes."]
    assert body.sent == 3
    assert body.closed


@pytest.mark.parametrize("kept", range(len(PARETA_KEY) + 1))
def test_no_part_of_a_key_is_left_at_the_end_of_a_shortened_body(kept: int) -> None:
    body = b"x" * (1_000_000 - kept) + PARETA_KEY.encode() + b"x" * 100
    for status, settings in ((400, {}), (200, {"max_body_bytes": 1_000_010})):
        wire = Wire(respond(status, body))
        with pytest.raises((pareta.BadRequestError, pareta.APIResponseError)) as caught:
            Clients.pareta(wire, **settings).models.list()
        response = caught.value.response
        assert response is not None
        assert PARETA_KEY[:4].encode() not in response.content


def test_an_error_body_within_the_limit_is_whole() -> None:
    wire = Wire(respond(400, Chunks(b"x" * 1_000_000)))
    with pytest.raises(pareta.BadRequestError) as caught:
        Clients.pareta(wire).models.list()
    assert not hasattr(caught.value, "__notes__")


# --- odd servers


@pytest.mark.parametrize(
    "kind", ["Text/Event-Stream", "TEXT/EVENT-STREAM; charset=utf-8", " text/event-stream ;x=y"]
)
def test_the_content_type_of_a_stream_may_have_any_case(kind: str) -> None:
    wire = Wire(respond(200, Chunks(chunk("a"), DONE), content_type=kind))
    assert texts(listen(Clients.pareta(wire))) == ["a"]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r", b"\r\n"], ids=repr)
@pytest.mark.parametrize("broken", [False, True])
def test_a_stream_whose_last_line_is_its_end_marker_is_complete(end: bytes, broken: bool) -> None:
    rest = [httpx.RemoteProtocolError("cut")] if broken else []
    wire = Wire(stream(chunk("a"), b"data: [DONE]" + end, *rest))
    assert texts(listen(Clients.pareta(wire))) == ["a"]


@pytest.mark.parametrize("url", ["http://[::1", "http://a:b/"])
def test_an_upload_url_that_cannot_be_sent_is_an_error_of_the_sdk(url: str) -> None:
    request = create_blob_upload_url("es_1", body=BlobUploadRequest(0, "f", "text/plain", 1))
    rule = request.operation.signed_upload
    assert rule is not None
    wire = Clients.pareta(Wire()).wire
    with pytest.raises(pareta.ParetaError):
        wire.upload(
            rule,
            request.operation.retry,
            url,
            lambda: b"x",
            size=1,
            media_type="text/plain",  # type: ignore[arg-type,return-value]  # httpx takes bytes as well
        )


# --- time


def test_the_time_that_a_caller_takes_does_not_count_as_a_stall() -> None:
    client = Clients.pareta(Wire(stream(chunk("a"), b": ping\n\n", chunk("b"), b": ping\n\n", DONE)))
    seen: list[Any] = []
    for each in listen(client, stall_timeout=60.0):
        seen.append(each.choices[0].delta.content)
        client.wire.clock.elapsed += 1_000.0  # type: ignore[attr-defined]  # of the clock for tests
    assert seen == ["a", "b"]


def test_an_event_that_arrived_as_the_deadline_passed_is_given() -> None:
    live = {"endpoint": {"id": "mine", "status": "live"}}
    body = SlowChunks(event({"message": "on its way"}, "progress"), event(live, "complete"))
    body.wire = Wire(respond(200, body, content_type="text/event-stream"))
    client = Clients.pareta(body.wire)
    assert (client.endpoints.deploy(task="t", wait=True, name="mine", timeout=19.0)).id == "mine"


def test_a_quiet_stream_resumes_for_its_timeout_after_each_event() -> None:
    def state(n: int) -> Any:
        return {"type": "task_run.progress_msg.search", "message": f"step {n}", "timestamp": None}

    def broken(n: int) -> ScriptedResponse:
        step = stream(*[event(state(each)) for each in range(n + 1)], httpx.ReadError("reset"))
        return ScriptedResponse(step.status, step.body, step.headers, takes=50.0)

    last = {"type": "task_run.state", "run": run("completed"), "output": result()["output"]}
    steps = [broken(n) for n in range(8)]
    wire = Wire(*steps, stream(*[event(state(each)) for each in range(8)], event(last)))
    events = Clients.parallel(wire).task_run.events("trun_1", stall_timeout=60.0)
    assert [each["type"] for each in Events.of(events)][-1] == "task_run.state"
    assert wire.clock.elapsed > 400.0


def test_a_stream_without_new_events_stops_resuming_after_its_timeout() -> None:
    state = {"type": "task_run.progress_msg.search", "message": "step", "timestamp": None}

    def broken(_: httpx.Request) -> ScriptedResponse:
        step = stream(event(state), httpx.ReadError("reset"))
        return ScriptedResponse(step.status, step.body, step.headers, takes=50.0)

    wire = Wire(then=broken)
    events = Clients.parallel(wire).task_run.events("trun_1", stall_timeout=60.0)
    with pytest.raises(parallel.APIConnectionError, match="reset"):
        Events.of(events)
    assert wire.clock.elapsed < 300.0


class ReadTwice(Chunks):
    """A body in the middle of which somebody else reads its stream."""

    events: Any = None
    refused = ""

    def __iter__(self) -> Iterator[bytes]:
        first, *rest = self._pieces
        assert isinstance(first, bytes)
        yield first
        try:
            next(self.events)
        except RuntimeError as error:
            self.refused = str(error)
        for piece in rest:
            assert isinstance(piece, bytes)
            yield piece


def test_a_stream_has_one_reader_and_a_second_one_takes_nothing_from_it() -> None:
    body = ReadTwice(chunk("a"), chunk("b"), DONE)
    wire = Wire(respond(200, body, content_type="text/event-stream"))
    body.events = listen(Clients.pareta(wire))
    assert texts(body.events) == ["a", "b"]
    assert "chat/completions (createChatCompletion), open> is being read already" in body.refused


def test_a_resumed_stream_has_one_reader_too() -> None:
    states = [
        event({"type": "task_run.state", "event_id": None, "run": run("running")}),
        event({"type": "task_run.state", "event_id": None, **result("1945")}),
    ]
    body = ReadTwice(*states)
    wire = Wire(respond(200, body, content_type="text/event-stream"))
    body.events = Clients.parallel(wire).task_run.events("trun_1")
    assert [each.run.status for each in Events.of(body.events)] == ["running", "completed"]
    assert "is being read already" in body.refused
