# Mirrored from tests/_async/test_errors.py by codegen/mirror.py; do not edit.
"""Every error status, and every success of an unexpected shape, becomes the right error."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

import parallel
import pareta
import pareta_core
from pareta import Pareta
from tests._sync.calls import PARALLEL, PARALLEL_STREAMS, PARETA, PARETA_STREAMS, FacadeCall
from tests.support import (
    MESSAGES,
    PARETA_KEY,
    REQUEST_ID,
    Chunks,
    Clients,
    Wire,
    respond,
    run,
    task_error,
)

HTML = b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>"

PARETA_CLASSES = {
    400: pareta.BadRequestError,
    401: pareta.AuthenticationError,
    402: pareta.InsufficientCreditsError,
    403: pareta.PermissionDeniedError,
    404: pareta.NotFoundError,
    409: pareta.ConflictError,
    422: pareta.BadRequestError,
    429: pareta.RateLimitError,
    503: pareta.EndpointNotReadyError,
    # A class of its own for nothing else.
    304: pareta.APIStatusError,
    418: pareta.APIStatusError,
    500: pareta.InternalServerError,
    520: pareta.InternalServerError,
    599: pareta.InternalServerError,
}
PARALLEL_CLASSES = {
    400: parallel.BadRequestError,
    401: parallel.AuthenticationError,
    402: parallel.InsufficientCreditsError,
    403: parallel.PermissionDeniedError,
    404: parallel.NotFoundError,
    408: parallel.APIStatusError,
    409: parallel.ConflictError,
    422: parallel.UnprocessableEntityError,
    429: parallel.RateLimitError,
    500: parallel.InternalServerError,
    503: parallel.InternalServerError,
    520: parallel.InternalServerError,
    599: parallel.InternalServerError,
    418: parallel.APIStatusError,
}


@pytest.mark.parametrize(("status", "kind"), PARETA_CLASSES.items())
def test_each_status_of_pareta_has_its_class(status: int, kind: type[pareta.APIStatusError]) -> None:
    client = Clients.pareta(Wire(respond(status, {"detail": "because"})), max_retries=0)
    with pytest.raises(kind) as caught:
        client.endpoints.list()
    error = caught.value
    assert type(error) is kind
    assert (error.status_code, error.detail, error.request_id) == (status, "because", REQUEST_ID)
    assert error.response is not None
    assert error.response.status_code == status
    assert error.response.json() == {"detail": "because"}
    assert "because" in str(error)
    assert REQUEST_ID in str(error)
    assert "GET /v1/endpoints (listEndpoints)" in str(error)
    assert isinstance(error, pareta.ParetaError)


@pytest.mark.parametrize(("status", "kind"), PARALLEL_CLASSES.items())
def test_each_status_of_the_task_api_has_its_class(status: int, kind: type[parallel.APIStatusError]) -> None:
    client = Clients.parallel(Wire(task_error(status, "because", "ref_9")), max_retries=0)
    with pytest.raises(kind) as caught:
        client.task_run.retrieve("trun_1")
    error = caught.value
    assert type(error) is kind
    assert (error.status_code, error.ref_id, error.request_id) == (status, "ref_9", REQUEST_ID)
    assert "because" in str(error)
    assert "ref_9" in str(error)
    assert REQUEST_ID in str(error)
    assert isinstance(error, parallel.ParallelError)


def test_the_errors_of_both_facades_can_be_caught_by_the_cores_names() -> None:
    with pytest.raises(pareta_core.RateLimitError):
        Clients.pareta(Wire(respond(429)), max_retries=0).endpoints.list()
    with pytest.raises(pareta_core.RateLimitError):
        Clients.parallel(Wire(respond(429)), max_retries=0).task_run.retrieve("trun_1")
    with pytest.raises(pareta_core.SDKError):
        Clients.pareta(Wire(respond(418)), max_retries=0).endpoints.list()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"detail": "no such endpoint"}, "no such endpoint"),
        (
            {"detail": [{"loc": ["body", "metadata", "team"], "msg": "too long", "type": "string_too_long"}]},
            "body.metadata.team: too long",
        ),
        ({"detail": [{"loc": ["body", 0], "msg": "a", "type": "t"}, {"msg": "b"}]}, "body.0: a; b"),
        ({"detail": ["odd", None, 5]}, "odd"),
        ({"detail": {"code": 7}}, '{"code": 7}'),
        ({"detail": None, "message": "in other words"}, "in other words"),
        ({"error": {"message": "as OpenAI says it", "type": "t", "code": None}}, "as OpenAI says it"),
        ({"error": "a word"}, "a word"),
        ({"type": "error", "error": {"ref_id": "ref_2", "message": "bad", "detail": {"a": 1}}}, "ref_2"),
        ({}, "{}"),
        ([], "[]"),
        ("text", "text"),
        (None, "null"),
        (HTML, "502 Bad Gateway"),
        (b"", "returned 400"),
        (b"\xff\xfe\x00", "returned 400"),
        (b'{"detail": "cut', "cut"),
        (b"[" * 100_000, "[[["),
        (json.dumps({"detail": "long " * 10_000}).encode(), "long long"),
        ({"error": {"message": 5, "detail": float(1)}}, "5"),
        ({"detail": [{"loc": "body", "msg": None}]}, "invalid"),
    ],
)
def test_an_error_body_of_any_form_has_the_right_class_and_a_readable_message(body: Any, said: str) -> None:
    with pytest.raises(pareta.BadRequestError) as caught:
        Clients.pareta(Wire(respond(400, body))).endpoints.list()
    assert said in str(caught.value)
    assert len(str(caught.value)) < 2_000
    with pytest.raises(parallel.BadRequestError) as other:
        Clients.parallel(Wire(respond(400, body))).task_group.retrieve("tgrp_1")
    assert said in str(other.value)


def test_an_error_without_a_request_id_does_not_invent_one() -> None:
    wire = Wire(lambda request: respond(404, {"detail": "no"}, x_request_id=""))
    with pytest.raises(pareta.NotFoundError) as caught:
        Clients.pareta(wire).endpoints.list()
    assert "request id" not in str(caught.value)


# --- a success that is none


def _bodies(call: FacadeCall) -> list[bytes]:
    other = b"{}" if isinstance(call.body, list) else b"[]"
    return [
        HTML,
        b"",
        b" ",
        b'{"id": "x", "cho',
        b"\x80\x81",
        b'"a text"',
        b"42",
        b"null",
        b"true",
        other,
        b"[" * 100_000,
    ]


# What may have been accepted by a response that cannot be read is not sent again.
UNCONFIRMED = [call for call in [*PARETA, *PARALLEL] if call.idempotent == "unconfirmed-key"]
WRONG = [
    pytest.param(call, body, id=f"{call}-{body[:12]!r}")
    for call in [*PARETA, *PARALLEL]
    if call.status != 204 and call not in UNCONFIRMED
    for body in _bodies(call)
]


@pytest.mark.parametrize(("call", "body"), WRONG)
def test_a_success_without_the_promised_json_is_an_error_with_its_context(
    call: FacadeCall, body: bytes
) -> None:
    wire = Wire(respond(call.status, body, content_type="text/html"))
    client: Any = Clients.pareta(wire) if call in PARETA else Clients.parallel(wire)
    module: Any = pareta if call in PARETA else parallel
    with pytest.raises(module.APIResponseError) as caught:
        call.make(client)
    error = caught.value
    assert error.status_code == call.status
    assert error.request_id == REQUEST_ID
    assert REQUEST_ID in str(error)
    assert str(call.status) in str(error)
    assert error.response.content == body
    first = body[:20].decode("utf-8", "replace")
    assert repr(first)[1:-1] in str(error) if body else "empty" in str(error)
    assert len(wire.requests) == 1


@pytest.mark.parametrize(
    ("call", "body"),
    [(call, body) for call in UNCONFIRMED for body in _bodies(call)],
    ids=str,
)
def test_a_start_with_an_unusable_response_may_have_been_accepted(call: FacadeCall, body: bytes) -> None:
    wire = Wire(respond(call.status, body), then=respond(403))
    with pytest.raises(parallel.OutcomeUnknownError, match="may have been accepted and billed") as caught:
        call.make(Clients.parallel(wire))
    error = caught.value
    assert (error.request_id, error.idempotency_key) == (REQUEST_ID, wire.keys[0])
    assert REQUEST_ID in str(error)
    assert str(call.status) in str(error)
    first = body[:20].decode("utf-8", "replace")
    assert repr(first)[1:-1] in str(error) if body else "empty" in str(error)
    assert [path for path in wire.paths if path.startswith("POST")] == wire.paths[:1]


@pytest.mark.parametrize(
    ("make", "body"),
    [
        (lambda pa: pa.chat.completions.create(model="m", messages=MESSAGES), {"choices": {"a": 1}}),
        (lambda pa: pa.chat.completions.create(model="m", messages=MESSAGES), {"choices": ["a"]}),
        (
            lambda pa: pa.chat.completions.create(model="m", messages=MESSAGES),
            {"choices": [{"message": "a"}]},
        ),
        (lambda pa: pa.models.list(), {"data": "none"}),
        (lambda pa: pa.endpoints.list(), {"ep_1": {}}),
        (lambda pa: pa.tasks.list(), {"tasks": {"a": {}}}),
        (lambda pa: pa.tasks.match("x"), {"candidates": 5}),
        (lambda pa: pa.tasks.leaderboard("t"), {"models": "qwen"}),
        (lambda pa: pa.evals.frontier_models(), {"frontier_models": "gpt"}),
        (lambda pa: pa.evals.sets.list(), {"eval_sets": {}}),
        (lambda pa: pa.evals.sets.retrieve("es_1"), {"eval_set": "es_1"}),
        (lambda pa: pa.evals.runs.retrieve("er_1"), {"run": "er_1"}),
        (lambda pa: pa.evals.runs.retrieve("er_1"), {"run": {}, "results": {"a": 1}}),
    ],
)
def test_a_member_of_another_shape_is_an_error_that_names_its_path(make: Any, body: Any) -> None:
    with pytest.raises(pareta.APIResponseError, match=r"expected an (object|array), found") as caught:
        make(Clients.pareta(Wire(respond(200, body))))
    assert caught.value.status_code == 200
    assert caught.value.request_id == REQUEST_ID


NAMELESS = {"detail": "what is this?"}


@pytest.mark.parametrize(
    ("make", "bodies"),
    [
        pytest.param(lambda pa: pa.evals.sets.retrieve("es_1"), [NAMELESS], id="evals.sets.retrieve"),
        pytest.param(
            lambda pa: pa.evals.sets.create(task="t", items=[{"input": 1}]),
            [NAMELESS],
            id="evals.sets.create",
        ),
        pytest.param(lambda pa: pa.evals.runs.retrieve("er_1"), [NAMELESS], id="evals.runs.retrieve"),
        pytest.param(lambda pa: pa.evals.runs.wait("er_1"), [NAMELESS], id="evals.runs.wait"),
        pytest.param(
            lambda pa: pa.evals.runs.create(eval_set="es_1", models=["m"]), [NAMELESS], id="evals.runs.create"
        ),
        pytest.param(
            lambda pa: pa.evals.sets.upload_document("es_1", bytes(5 << 20), idx=0, field_name="f"),
            [NAMELESS],
            id="evals.sets.upload_document",
        ),
    ],
)
def test_a_response_of_pareta_without_its_main_record_is_an_error_with_its_context(
    make: Any, bodies: list[Any]
) -> None:
    wire = Wire(*[respond(200, body) for body in bodies])
    with pytest.raises(pareta.APIResponseError) as caught:
        make(Clients.pareta(wire))
    assert caught.value.status_code == 200
    assert caught.value.request_id == REQUEST_ID
    assert "what is this?" in str(caught.value)


EXECUTE: dict[str, Any] = {"input": "a", "processor": "base"}


@pytest.mark.parametrize(
    ("make", "bodies"),
    [
        pytest.param(lambda c: c.task_run.result("trun_1"), [NAMELESS], id="result"),
        pytest.param(
            lambda c: c.task_run.result("trun_1"),
            [{**NAMELESS, "run": run("completed")}],
            id="result-no-output",
        ),
        pytest.param(lambda c: c.task_run.execute(**EXECUTE), [run(), NAMELESS], id="execute"),
        pytest.param(
            lambda c: c.task_run.execute(**EXECUTE, output="A year"),
            [run(), NAMELESS],
            id="execute-described",
        ),
    ],
)
def test_a_response_of_the_task_api_without_its_main_record_is_an_error_with_its_context(
    make: Any, bodies: list[Any]
) -> None:
    wire = Wire(*[respond(200, body) for body in bodies])
    with pytest.raises(parallel.APIResponseError) as caught:
        make(Clients.parallel(wire))
    assert caught.value.status_code == 200
    assert caught.value.request_id == REQUEST_ID
    assert "what is this?" in str(caught.value)


@pytest.mark.parametrize("echo", ["", f"Bearer {PARETA_KEY}"], ids=["plain", "with the key in one"])
def test_the_headers_of_an_error_are_those_of_the_response(echo: str) -> None:
    came: list[httpx.Response] = []

    def keep(response: httpx.Response) -> None:
        came.append(response)

    def refuse(_: httpx.Request) -> httpx.Response:
        pairs = [("Set-Cookie", "a=1"), ("set-cookie", "b=2"), ("X-Echo", echo)]
        return httpx.Response(403, headers=pairs, json={"detail": "no"})

    http = httpx.Client(transport=httpx.MockTransport(refuse), event_hooks={"response": [keep]})
    with pytest.raises(pareta.PermissionDeniedError) as caught:
        Pareta(api_key=PARETA_KEY, http_client=http).models.list()
    headers: Any = caught.value.response and caught.value.response.headers
    assert headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert headers["x-echo"] == echo.replace(PARETA_KEY, "***")
    assert came[0].headers["x-echo"] == echo, "the response itself is the user's, and left alone"
    assert came[0].headers.get_list("set-cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize("call", [*PARETA_STREAMS, *PARALLEL_STREAMS], ids=str)
@pytest.mark.parametrize(
    ("body", "kind"),
    [(HTML, "text/html"), (b"", ""), (b'{"id": "x"}', "application/json"), (b"null", "application/json")],
)
def test_a_success_that_is_not_a_stream_is_an_error_with_its_context(
    call: FacadeCall, body: bytes, kind: str
) -> None:
    pieces = Chunks(body)
    wire = Wire(respond(200, pieces, content_type=kind))
    client: Any = Clients.pareta(wire) if call in PARETA_STREAMS else Clients.parallel(wire)
    module: Any = pareta if call in PARETA_STREAMS else parallel
    with pytest.raises(
        module.APIResponseError, match=r"its content type is .*, not text/event-stream"
    ) as caught:
        call.make(client)
    assert caught.value.status_code == 200
    assert caught.value.request_id == REQUEST_ID
    assert body.decode()[:20] in str(caught.value)
    assert pieces.closed


@pytest.mark.parametrize("call", [*PARETA_STREAMS, *PARALLEL_STREAMS], ids=str)
def test_an_error_status_for_a_stream_raises_its_class(call: FacadeCall) -> None:
    pieces = Chunks(b'{"detail": "top ', b'up"}')
    wire = Wire(respond(402, pieces))
    client: Any = Clients.pareta(wire) if call in PARETA_STREAMS else Clients.parallel(wire)
    module: Any = pareta if call in PARETA_STREAMS else parallel
    with pytest.raises(module.InsufficientCreditsError, match="top up"):
        call.make(client)
    assert pieces.closed


def test_a_body_that_does_not_match_its_content_encoding_is_an_sdk_error() -> None:
    wire = Wire(then=lambda request: respond(200, Chunks(b"no gzip"), content_encoding="gzip"))
    with pytest.raises(pareta.ParetaError):
        Clients.pareta(wire).endpoints.list()


def test_a_key_that_a_response_repeats_is_redacted() -> None:
    for status in (401, 200):
        wire = Wire(respond(status, f"<p>the key was {PARETA_KEY}</p>".encode()))
        with pytest.raises(pareta.ParetaError) as caught:
            Clients.pareta(wire).models.list()
        shown = f"{caught.value} {caught.value!r} {vars(caught.value)}"
        assert "the key was ***" in shown
        assert PARETA_KEY not in shown
