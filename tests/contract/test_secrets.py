"""A canary key is planted, and looked for everywhere it must not be. So are the secrets in a task's own input."""

from __future__ import annotations

import copy
import io
import logging
import pickle
import traceback
import warnings
from typing import Any, cast

import hpack
import httpx
import pytest

import parallel
import pareta
from pareta_core import SDKError, Transport
from pareta_wire import create_task_run, get_endpoint
from tests.support import Clients, Silence, Wire, event, respond, run, stream

CANARY = "pareta_sk_canary_5f1e"
MESSAGES = [{"role": "user", "content": "a"}]
SECRET = "hunter2-header-value"
MCP = [{"type": "url", "url": "https://mcp.example.com", "name": "files", "headers": {"x-token": SECRET}}]


@pytest.fixture
def logged() -> Any:
    """Yield all that any logger says, at every level."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    loggers = [
        root,
        *(logging.getLogger(name) for name in ("httpx", "httpcore", "pareta", "parallel", "pareta_core")),
    ]
    levels = [(each, each.level) for each in loggers]
    for each in loggers:
        each.setLevel(1)
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)
    for each, level in levels:
        each.setLevel(level)


def pa(wire: Wire, **options: Any) -> pareta.Pareta:
    return Clients.pareta(wire).with_options(api_key=CANARY, **options)


def everything_about(error: BaseException) -> str:
    """Return what an error, its causes and a traceback with the local variables of our own frames show."""
    shown = [str(error), repr(error), repr(vars(error)), "".join(traceback.format_exception(error))]
    seen: BaseException | None = error
    passed: list[BaseException] = []
    while seen is not None and seen not in passed:
        passed.append(seen)
        for frame in traceback.TracebackException.from_exception(seen, capture_locals=True).stack:
            if "/src/pareta" in frame.filename or "/src/parallel" in frame.filename:
                shown.append(repr(frame.locals))
        seen = seen.__cause__ or seen.__context__
    return "\n".join(shown)


def list_models(client: pareta.Pareta) -> object:
    return client.models.list()


def stream_a_chat(client: pareta.Pareta) -> object:
    return list(client.chat.completions.create(model="m", messages=MESSAGES, stream=True))


# What repeats the key that it was sent.
# fmt: off
ECHOES: dict[str, tuple[Any, Any]] = {
    "a header":         (list_models, respond(401, {}, x_echo=f"Bearer {CANARY}", x_request_id=CANARY)),
    "a refusal":        (list_models, respond(401, {"detail": f"bad key {CANARY}"})),
    "a page":           (list_models, respond(200, f"<html>{CANARY}".encode())),
    "what is not HTTP":  (list_models, httpx.RemoteProtocolError(f"illegal header line: Bearer {CANARY}")),
    "a failed stream":  (stream_a_chat, stream(event({"error": {"message": f"bad key {CANARY}", "code": 401}}))),
    "a broken event":   (stream_a_chat, stream(f"data: <html> {CANARY}\n\n".encode())),
    "a lost stream":    (stream_a_chat, stream(b": hi\n\n", httpx.ReadError(f"after {CANARY}"))),
}
# fmt: on


@pytest.mark.parametrize(("call", "step"), ECHOES.values(), ids=ECHOES)
def test_a_key_that_is_repeated_is_not_shown(call: Any, step: Any) -> None:
    with pytest.raises(pareta.ParetaError) as caught:
        call(pa(Wire(step), max_retries=0))
    error = caught.value
    shown = str(error) + repr(error) + repr(vars(error)) + "".join(traceback.format_exception(error))
    assert CANARY not in shown
    assert "***" in shown


def test_a_key_is_not_shown_where_another_argument_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARETA_API_KEY", CANARY)
    mistakes: list[Any] = [
        lambda: pareta.Pareta(api_key=CANARY, max_retries=cast("Any", "2")),
        lambda: pareta.Pareta(api_key=CANARY, base_url="ftp://a"),
        lambda: pareta.Pareta.from_env(timeout="x"),
        lambda: pareta.Pareta(api_key="pareta_sk_another").with_options(api_key=CANARY, timeout=-1.0),
    ]
    for make in mistakes:
        with pytest.raises((TypeError, ValueError, pareta.ParetaError)) as caught:
            make()
        assert CANARY not in everything_about(caught.value)


# fmt: off
FAILURES: dict[str, tuple[Wire, type[Exception]]] = {
    "refused":          (Wire(then=respond(401, {"detail": "no"})), pareta.AuthenticationError),
    "a proxy's page":   (Wire(then=respond(200, b"<html>")), pareta.APIResponseError),
    "another shape":    (Wire(then=respond(200, [])), pareta.APIResponseError),
    "lost":             (Wire(then=httpx.ReadError("reset")), pareta.APIConnectionError),
    "unreachable":      (Wire(then=httpx.ConnectError("refused")), pareta.APIConnectionError),
    "silent":           (Wire(then=Silence()), pareta.APITimeoutError),
    "redirected":       (Wire(then=respond(307, b"", location="https://evil.example.com")), pareta.APIStatusError),
}
# fmt: on


@pytest.mark.parametrize(("wire", "kind"), FAILURES.values(), ids=FAILURES)
def test_no_failure_shows_the_key(wire: Wire, kind: type[Exception], logged: io.StringIO) -> None:
    with pytest.raises(kind) as caught:
        pa(wire).chat.completions.create(model="m", messages=MESSAGES)
    assert wire.requests[0].headers["authorization"] == f"Bearer {CANARY}", "it was there to be shown"
    assert CANARY not in everything_about(caught.value)
    assert CANARY not in logged.getvalue()
    assert CANARY.encode() not in pickle.dumps(caught.value)
    assert all(CANARY not in str(request.url) for request in wire.requests)


def test_no_broken_stream_shows_the_key(logged: io.StringIO) -> None:
    chunk = event({"choices": [{"index": 0, "delta": {"content": "a"}}]})
    chunks = pa(Wire(stream(chunk))).chat.completions.create(model="m", messages=MESSAGES, stream=True)
    assert CANARY not in repr(chunks)
    with pytest.raises(pareta.StreamEndedError) as caught:
        _ = list(chunks)
    assert CANARY not in everything_about(caught.value)
    assert CANARY not in logged.getvalue()


@pytest.mark.parametrize(
    "kind", [pareta.Pareta, pareta.AsyncPareta, parallel.Parallel, parallel.AsyncParallel]
)
def test_no_client_shows_its_key(kind: Any) -> None:
    client = kind(api_key=CANARY, default_headers={"x-gateway": SECRET})
    shown = [
        repr(client),
        str(client),
        repr(client.wire),
        repr(client.wire.settings),
        repr(copy.copy(client)),
    ]
    assert all(CANARY not in each and SECRET not in each for each in shown)
    assert CANARY.encode() not in pickle.dumps(client)


@pytest.mark.parametrize(
    "key", [f"{CANARY}\n", f"{CANARY} ", f" {CANARY}", f"{CANARY}\u00a0", f"{CANARY}\x00", f"“{CANARY}”"]
)
def test_a_key_that_is_refused_is_not_repeated(key: str) -> None:
    with pytest.raises(pareta.ParetaError) as caught:
        pareta.Pareta(api_key=key)
    assert CANARY not in "".join(traceback.format_exception(caught.value))
    with pytest.raises(parallel.ParallelError) as caught_too:
        parallel.Parallel(api_key=key)
    assert CANARY not in str(caught_too.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_key_follows_no_redirect(status: int) -> None:
    wire = Wire(then=respond(status, b"", location="https://evil.example.com/v1/models"))
    with pytest.raises(pareta.APIStatusError, match="Redirects are not followed"):
        pa(wire).models.list()
    with httpx.Client(transport=httpx.MockTransport(wire), follow_redirects=True) as http:
        eager = pareta.Pareta(api_key=CANARY, http_client=http)
        with pytest.raises(pareta.APIStatusError):
            eager.models.list()
    assert {request.url.host for request in wire.requests} == {"api.pareta.ai"}


def test_no_credentials_go_to_a_signed_upload_url_whoever_adds_them(logged: io.StringIO) -> None:
    wire = Wire(
        respond(
            200, {"upload_url": "https://store.example.com/u?sig=x", "storage_uri": "s"}, set_cookie="a=b"
        ),
        respond(200),
        respond(200, {"uri": "u"}),
    )
    headers = {"authorization": f"Bearer {CANARY}", "x-api-key": CANARY}
    with httpx.Client(
        transport=httpx.MockTransport(wire),
        headers=headers,
        auth=("user", CANARY),
        cookies={"session": CANARY},
    ) as http:
        pareta.Pareta(
            api_key=CANARY, http_client=http, default_headers={"x-gateway": CANARY}
        ).evals.sets.upload_document("es_1", bytes(5 << 20), idx=0, field_name="f")
    put = wire.requests[1]
    assert (put.method, put.url.host) == ("PUT", "store.example.com")
    assert all(CANARY not in value for value in put.headers.values())
    assert CANARY not in logged.getvalue()
    assert wire.requests[0].headers["authorization"] == f"Bearer {CANARY}"


@pytest.mark.parametrize(
    "url", ["http://api.example.com", "http://10.0.0.1:8000", "http://localhost.example.com"]
)
def test_a_base_url_in_clear_text_to_another_machine_draws_a_warning(url: str) -> None:
    with pytest.warns(UserWarning, match="clear text") as warned:
        pareta.Pareta(api_key=CANARY, base_url=url)
    assert warned[0].filename == __file__
    assert CANARY not in str(warned[0].message)


@pytest.mark.parametrize(
    "url", ["https://api.example.com", "http://localhost:8000", "http://127.0.0.1:1", "http://[::1]:1"]
)
def test_a_base_url_that_is_encrypted_or_at_home_draws_none(url: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pareta.Pareta(api_key=CANARY, base_url=url)


def test_secrets_in_a_tasks_input_are_not_shown(logged: io.StringIO) -> None:
    body = parallel.TaskRunInput.from_dict({"processor": "pro", "input": "a", "mcp_servers": MCP})
    request = create_task_run(body=body)
    assert SECRET not in repr(body) + repr(request) + repr(body.mcp_servers)
    assert body.to_dict()["mcp_servers"] == MCP
    wire = Wire(then=respond(422, {"error": {"message": "no", "ref_id": "r"}}))
    with pytest.raises(parallel.UnprocessableEntityError) as caught:
        Clients.parallel(wire).task_run.create(input="a", processor="pro", mcp_servers=MCP)
    assert SECRET.encode() in wire.requests[0].content
    assert SECRET not in str(caught.value) + repr(caught.value) + "".join(
        traceback.format_exception(caught.value)
    )
    assert SECRET not in logged.getvalue()


def shown_lines(error: BaseException) -> list[str]:
    """Return the lines about an error that show the secret."""
    return [line[:200] for line in everything_about(error).splitlines() if SECRET in line]


ROW = {"input": "a", "processor": "pro", "mcp_servers": MCP}
NAN = float("nan")


def start(**fields: Any) -> Any:
    return lambda client: client.task_run.create(**{"input": "a", "processor": "pro", **fields})


def execute(**fields: Any) -> Any:
    return lambda client: client.task_run.execute(**{"input": "a", "processor": "pro", **fields})


def add(*rows: Any, **fields: Any) -> Any:
    return lambda client: client.task_group.add_runs("tgrp_1", **{"inputs": list(rows), **fields})


class Frame:
    """A frame with polars' interface."""

    columns = tuple(ROW)

    def iter_rows(self, *, named: bool) -> Any:
        assert named
        return iter([dict(ROW)])

    def __repr__(self) -> str:
        return repr(ROW)


# Calls whose arguments hold a secret, and how they are passed.
# fmt: off
SECRET_CALLS: dict[str, Any] = {
    "mappings":              start(mcp_servers=MCP),
    "a tuple":               start(mcp_servers=tuple(MCP)),
    "models":                start(mcp_servers=[parallel.McpServer.from_dict(MCP[0])]),
    "extra_body":            start(extra_body={"mcp_servers": MCP}),
    "extra_headers":         start(extra_headers={"authorization": SECRET}),
    "execute":               execute(mcp_servers=MCP, output="A year"),
    "execute, extra_body":   execute(extra_body={"mcp_servers": MCP}),
    "rows":                  add(ROW, ROW),
    "rows of models":        add(parallel.TaskRunInput.from_dict(ROW)),
    "an iterator of rows":   lambda client: add(inputs=iter([ROW, ROW]))(client),
    "a repeated call":       add(ROW, idempotency_key="k"),
    "rows of a frame":       add(inputs=Frame()),
    "rows in extra_body":    add({"input": "a", "processor": "pro"}, extra_body={"inputs": [ROW]}),
}
SECRET_MISTAKES: dict[str, Any] = {
    "another argument":      start(mcp_servers=MCP, input={"a": NAN}),
    "another type":          start(mcp_servers=MCP, processor=5),
    "a server of no kind":   start(mcp_servers=[*MCP, 5]),
    "one server, no list":   start(mcp_servers=MCP[0]),
    "a header of no kind":   start(mcp_servers=[{**MCP[0], "headers": {"x": SECRET, "y": object()}}]),
    "pairs of headers":      start(mcp_servers=[{**MCP[0], "headers": [("x", SECRET)]}], processor=5),
    "a misspelled name":     start(mcp_server=MCP),
    "a header's whitespace": start(extra_headers={"authorization": f"{SECRET}\n"}),
    "pairs as a mapping":    start(extra_headers=[("authorization", SECRET)]),
    "execute":               execute(mcp_servers=MCP, output=5),
    "execute, a new field":  execute(tool_servers=MCP, output=5),
    "another row":           add(ROW, {"input": 5}),
    "a row's name":          add({**ROW, "procesor": "pro"}),
    "a row's value":         add({**ROW, "input": {"a": NAN}}),
    "a row's server":        add({**ROW, "mcp_servers": [*MCP, 5]}),
    "one row, no list":      add(inputs=ROW),
    "a callback of no kind": add(ROW, on_start=5),
    "a spec of no kind":     add(ROW, default_task_spec=5),
}
SECRET_FAILURES: dict[str, Any] = {
    "refused":               respond(401, {}),
    "refused with an echo":  respond(422, {"error": {"message": f"bad {SECRET}", "ref_id": SECRET}}),
    "failed with an echo":   respond(500, {"error": {"message": SECRET}}, x_echo=SECRET),
    "the request itself":    lambda: lambda request: respond(200, request.content or {}),
    "lost":                  lambda: httpx.ReadError("reset"),
    "lost with an echo":     lambda: httpx.RemoteProtocolError(f"illegal header line: {SECRET}"),
    "unreachable":           lambda: httpx.ConnectError("refused"),
    "a page":                respond(200, b"<html>"),
    "interrupted":           KeyboardInterrupt,
}
# fmt: on


@pytest.mark.parametrize("call", SECRET_CALLS.values(), ids=SECRET_CALLS)
@pytest.mark.parametrize("step", SECRET_FAILURES.values(), ids=SECRET_FAILURES)
def test_no_failure_shows_a_secret_of_the_arguments(call: Any, step: Any, logged: io.StringIO) -> None:
    wire = Wire(then=step() if callable(step) else step)
    with pytest.raises(BaseException) as caught:  # each call has its own failures
        call(Clients.parallel(wire, max_retries=0))
    assert wire.requests, "it was sent"
    assert (shown_lines(caught.value), SECRET in logged.getvalue()) == ([], False)


@pytest.mark.parametrize("call", SECRET_MISTAKES.values(), ids=SECRET_MISTAKES)
def test_no_mistake_shows_a_secret_of_the_arguments(call: Any) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        call(Clients.parallel(Wire()))
    assert shown_lines(caught.value) == []


def test_a_run_that_fails_because_of_a_secret_does_not_show_it() -> None:
    failed = run("failed", error={"ref_id": "r", "message": f"files refused {SECRET}"})
    wire = Wire(respond(202, run("queued")), respond(404, failed), then=respond(200, failed))
    with pytest.raises(parallel.ParallelError) as caught:
        Clients.parallel(wire).task_run.execute(input="a", processor="pro", mcp_servers=MCP)
    assert shown_lines(caught.value) == []


def test_a_body_with_secrets_is_not_among_the_variables_of_what_sends_it() -> None:
    body = parallel.TaskRunInput.from_dict({"processor": "pro", "input": "a", "mcp_servers": MCP})
    with pytest.raises(parallel.OutcomeUnknownError) as caught:
        Clients.parallel(Wire(httpx.ReadError("reset"))).wire.send(create_task_run(body=body))
    assert SECRET not in everything_about(caught.value)


def test_a_low_level_request_and_its_failure_show_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    from pareta_wire.apis import PARETA

    monkeypatch.setenv("PARETA_API_KEY", CANARY)
    wire = Wire(then=respond(404, {"detail": "no"}))
    with Transport.from_env(PARETA, http_client=httpx.Client(transport=httpx.MockTransport(wire))) as low:
        with pytest.raises(SDKError) as caught:
            low.send(get_endpoint("ep_1"))
        assert CANARY not in everything_about(caught.value) + repr(low)


def test_a_recorded_response_holds_no_key() -> None:
    wire = Wire(respond(202, run("queued")))
    started = Clients.parallel(wire).task_run.create(input="a", processor="base")
    assert started.response is not None
    assert "authorization" not in repr(started.response).lower()
    assert "x-api-key" not in repr(started.response).lower()


@pytest.mark.parametrize("header", ["x-api-key", "Authorization"])
def test_the_library_under_http_2_logs_no_key(header: str, caplog: pytest.LogCaptureFixture) -> None:
    parallel.Parallel(api_key="canary-key-of-http2", http_client=httpx.Client()).close()
    with caplog.at_level("DEBUG"):
        hpack.Encoder().encode([(header.lower(), "canary-key-of-http2"), ("accept", "text/plain")])
    assert "canary-key-of-http2" not in caplog.text
    assert "a header with an API key (redacted)" in caplog.text
    assert "text/plain" in caplog.text
