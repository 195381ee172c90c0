# Mirrored from tests/_async/test_tracing.py by codegen/mirror.py; do not edit.
"""OpenTelemetry sees one span for each call, and nothing of what is said in it."""

from __future__ import annotations

import pickle
import sys
from typing import Any

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

import parallel
import pareta
from pareta_wire.api.chat import create_chat_completion
from tests.support import (
    MESSAGES,
    PARETA_KEY,
    REQUEST_ID,
    Clients,
    Wire,
    chunk,
    completion,
    event,
    respond,
    stream,
)

MODELS = {"object": "list", "data": []}


class Traces:
    """A provider of tracers, and the spans that it has ended."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.provider = TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self._exporter))

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self._exporter.get_finished_spans()

    @property
    def only(self) -> ReadableSpan:
        (span,) = self.spans
        return span


@pytest.fixture
def traces() -> Traces:
    return Traces()


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def events(span: ReadableSpan) -> list[tuple[str, dict[str, Any]]]:
    return [(one.name, dict(one.attributes or {})) for one in span.events]


def test_a_call_is_one_span_with_an_event_for_each_attempt_and_retry(traces: Traces) -> None:
    wire = Wire(respond(503), respond(200, {"id": "ep_1", "status": "live"}))
    Clients.pareta(wire, tracing=traces.provider).endpoints.retrieve("ep_1")
    span = traces.only
    assert (span.name, span.kind) == ("GET /v1/endpoints/{endpoint_id}", SpanKind.CLIENT)
    assert attributes(span) == {
        "http.request.method": "GET",
        "url.full": "https://api.pareta.ai/v1/endpoints/ep_1",
        "url.template": "/v1/endpoints/{endpoint_id}",
        "server.address": "api.pareta.ai",
        "server.port": 443,
        "http.request.resend_count": 1,
        "http.response.status_code": 200,
        "pareta.operation": "getEndpoint",
        "pareta.request_id": REQUEST_ID,
    }
    assert [name for name, _ in events(span)] == ["attempt", "retry", "attempt"]
    retry = events(span)[1][1]
    assert (retry["attempt"], retry["pause"], retry["error.type"]) == (1, 0.25, "EndpointNotReadyError")
    assert retry["reason"].startswith("GET /v1/endpoints/ep_1 (getEndpoint) returned 503")
    assert span.status.status_code is StatusCode.UNSET


def test_a_call_that_fails_says_how(traces: Traces) -> None:
    client = Clients.pareta(Wire(respond(404)), tracing=traces.provider)
    with pytest.raises(pareta.NotFoundError) as raised:
        client.models.list()
    span = traces.only
    assert span.status.status_code is StatusCode.ERROR
    assert span.status.description == str(raised.value)
    assert attributes(span)["error.type"] == "NotFoundError"
    assert attributes(span)["http.response.status_code"] == 404


def test_a_response_that_cannot_be_decoded_fails_the_span(traces: Traces) -> None:
    client = Clients.pareta(Wire(respond(200, [])), tracing=traces.provider)
    with pytest.raises(pareta.APIResponseError):
        client.endpoints.retrieve("ep_1")
    assert attributes(traces.only)["error.type"] == "APIResponseError"


def test_an_interrupted_call_ends_its_span(traces: Traces) -> None:
    client = Clients.parallel(Wire(KeyboardInterrupt()), tracing=traces.provider)
    with pytest.raises(KeyboardInterrupt):
        client.task_run.create(input="United Nations", processor="base")
    assert attributes(traces.only)["error.type"] == "KeyboardInterrupt"


def test_a_chat_has_the_attributes_of_generative_ai(traces: Traces) -> None:
    wire = Wire(respond(200, completion(), x_pareta_billed="120"))
    Clients.pareta(wire, tracing=traces.provider).chat.completions.create(
        model="ep_1", messages=MESSAGES, temperature=0.5, max_tokens=7
    )
    span = traces.only
    found = attributes(span)
    assert span.name == "chat ep_1"
    assert {name: value for name, value in found.items() if name.startswith(("gen_ai", "pareta"))} == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "pareta",
        "gen_ai.request.model": "ep_1",
        "gen_ai.request.temperature": 0.5,
        "gen_ai.request.max_tokens": 7,
        "gen_ai.response.id": completion()["id"],
        "gen_ai.response.model": completion()["model"],
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": completion()["usage"]["prompt_tokens"],
        "gen_ai.usage.output_tokens": completion()["usage"]["completion_tokens"],
        "pareta.operation": "createChatCompletion",
        "pareta.request_id": REQUEST_ID,
        "pareta.billed_micro_usd": 120,
    }


def streamed(traces: Traces, *chunks: bytes | BaseException) -> Any:
    client = Clients.pareta(Wire(stream(*chunks)), tracing=traces.provider)
    return client.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True)


def test_the_span_of_a_stream_ends_with_its_last_event(traces: Traces) -> None:
    last = event(
        {
            "id": "c_1",
            "model": "qwen",
            "choices": [{"index": 0, "delta": {}, "finish_reason": "length"}],
            "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
        }
    )
    chunks = streamed(
        traces, chunk("Hel"), chunk("lo."), last, b": pareta-billed-micro-usd 42\n\n", b"data: [DONE]\n\n"
    )
    for _ in chunks:
        assert traces.spans == ()
    found = attributes(traces.only)
    assert found["gen_ai.response.finish_reasons"] == ("length",)
    assert (found["gen_ai.usage.input_tokens"], found["gen_ai.usage.output_tokens"]) == (3, 2)
    assert (found["gen_ai.response.model"], found["pareta.billed_micro_usd"]) == ("qwen", 42)
    assert traces.only.status.status_code is StatusCode.UNSET


def test_the_span_of_a_stream_that_is_left_ends_then(traces: Traces) -> None:
    chunks = streamed(traces, chunk("Hel"), chunk("lo."))
    with chunks:
        next(chunks)
    assert "error.type" not in attributes(traces.only)


def test_the_span_of_a_stream_that_breaks_has_its_error(traces: Traces) -> None:
    chunks = streamed(traces, chunk("Hel"), httpx.ReadError("reset"))
    with pytest.raises(pareta.APIConnectionError):
        for _ in chunks:
            pass
    assert attributes(traces.only)["error.type"] == "APIConnectionError"


def test_the_context_of_the_span_is_sent_with_each_attempt(traces: Traces) -> None:
    wire = Wire(respond(503), respond(200, MODELS))
    with trace.use_span(traces.provider.get_tracer("test").start_span("outer"), end_on_exit=True) as outer:
        Clients.pareta(wire, tracing=traces.provider).models.list()
    ours, _ = traces.spans
    assert ours.context is not None
    assert ours.parent is not None
    assert ours.parent.span_id == outer.get_span_context().span_id
    sent = f"00-{ours.context.trace_id:032x}-{ours.context.span_id:016x}"
    assert [request.headers["traceparent"][:52] for request in wire.requests] == [sent, sent]


def test_a_context_of_the_programs_own_is_sent_as_it_is(traces: Traces) -> None:
    wire, own = Wire(respond(200, MODELS)), f"00-{1:032x}-{1:016x}-00"
    client = Clients.pareta(wire, tracing=traces.provider)
    client.models.list(extra_headers={"Traceparent": own})
    assert wire.requests[0].headers["traceparent"] == own


def test_no_secret_and_nothing_that_was_said_gets_into_a_span(traces: Traces) -> None:
    answer = completion("a private answer")
    wire = Wire(
        respond(503, {"detail": f"bad key {PARETA_KEY}"}),
        respond(200, {**answer, "model": PARETA_KEY}, x_request_id=PARETA_KEY),
    )
    client = Clients.pareta(wire, tracing=traces.provider)
    client.chat.completions.create(
        model="ep_1", messages=[{"role": "user", "content": "a private question"}], user="someone"
    )
    written = traces.only.to_json()
    for secret in (PARETA_KEY, "private", "someone"):
        assert secret not in written


def test_the_instrumentation_of_httpx_makes_no_second_span(traces: Traces) -> None:
    instrumentation = HTTPXClientInstrumentor()
    instrumentation.instrument(tracer_provider=traces.provider)
    try:
        Clients.pareta(Wire(respond(200, MODELS)), tracing=traces.provider).models.list()
        assert [span.name for span in traces.spans] == ["GET /v1/models"]
    finally:
        instrumentation.uninstrument()


class Broken:
    """Fails in one way, as the tracing of a program may."""

    def __init__(self, place: str) -> None:
        self._place = place

    def __getattr__(self, name: str) -> Any:
        if name == self._place:
            raise LookupError(name)
        return Broken(self._place) if name == "end" else lambda *args, **kwargs: Broken(self._place)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        return None


PLACES = ["get_tracer", "start_span", "set_attribute", "add_event", "set_status", "is_recording", "end"]


@pytest.mark.parametrize("place", PLACES)
def test_tracing_that_fails_loses_no_response(place: str, caplog: pytest.LogCaptureFixture) -> None:
    class Provider:
        def get_tracer(self, *args: object, **kwargs: object) -> Any:
            return Broken(place).get_tracer()

    wire = Wire(respond(503), respond(200, completion()))
    found = Clients.pareta(wire, tracing=Provider()).chat.completions.create(model="ep_1", messages=MESSAGES)
    assert found.id == completion()["id"]
    if place != "set_status":  # which only an error calls
        assert "OpenTelemetry raised" in caplog.text


def test_a_propagator_that_fails_loses_no_response(traces: Traces, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise LookupError("inject")

    monkeypatch.setattr("pareta_core.tracing.inject", fail)
    client = Clients.pareta(Wire(respond(200, MODELS)), tracing=traces.provider)
    assert len(client.models.list()) == 0
    assert len(traces.spans) == 1


def test_a_client_traces_only_if_it_is_told_to(monkeypatch: pytest.MonkeyPatch, traces: Traces) -> None:
    wire = Wire(then=respond(200, MODELS))
    monkeypatch.setenv("PARETA_TRACING", "true")
    asked = Clients.pareta(wire)
    asked.models.list()
    assert "traceparent" not in wire.requests[0].headers  # there is no global provider
    monkeypatch.delenv("PARETA_TRACING")
    assert asked._settings.hooks.tracing is True
    assert Clients.pareta(wire)._settings.hooks is None
    client = Clients.pareta(wire, tracing=traces.provider)
    client.with_options(tracing=False).models.list()
    assert traces.spans == ()
    client.with_options(max_retries=0).models.list()
    assert len(traces.spans) == 1


@pytest.mark.parametrize("value", [1, "true", object()])
def test_a_setting_that_is_no_provider_is_refused(value: object) -> None:
    for client in (pareta.Pareta, parallel.Parallel):
        with pytest.raises(TypeError, match="tracing must be True, False or a TracerProvider"):
            client(api_key=PARETA_KEY, tracing=value)  # type: ignore[call-overload]  # what is tested


def test_a_part_of_the_namespace_is_not_opentelemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", None)
    with pytest.raises(pareta.ParetaError, match=r'pip install "pareta-sdk\[otel\]"'):
        pareta.Pareta(api_key=PARETA_KEY, tracing=True)
    monkeypatch.setenv("PARETA_TRACING", "true")
    with pytest.warns(UserWarning, match="PARETA_TRACING needs OpenTelemetry"):
        pareta.Pareta(api_key=PARETA_KEY)


def test_an_unknown_word_in_the_environment_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARETA_TRACING", "maybe")
    with pytest.warns(UserWarning, match="PARETA_TRACING is 'maybe': use true or false"):
        pareta.Pareta(api_key=PARETA_KEY)


def test_a_client_that_traces_by_the_global_provider_can_be_pickled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARETA_API_KEY", PARETA_KEY)
    client = pareta.Pareta(api_key=PARETA_KEY, tracing=True)
    assert pickle.loads(pickle.dumps(client))._settings.hooks.tracing is True


def test_the_chat_of_the_spec_is_what_the_span_calls_a_chat() -> None:
    assert create_chat_completion.OPERATION.gen_ai == "chat"
