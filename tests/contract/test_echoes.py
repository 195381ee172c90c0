"""A server that repeats the whole request, key and all: no call shows, keeps, logs or pickles it in an error.

The base URL of a debugging proxy or an echo service does this.
"""

from __future__ import annotations

import asyncio
import inspect
import io
import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import attrs
import httpx
import pytest

import parallel
import pareta
from pareta_core import SDKError
from tests.support import AsyncClients, Clients, ScriptedResponse, Wire, event, respond, result, run, stream

CANARY = "pareta_sk_canary_5f1e9"
HEADER = "gateway-canary-77aa11"
CHAT: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "a"}]}
LARGE = bytes(5 << 20)
ROWS = [{"input": "x", "processor": "lite"}]

# Every call of both clients, waits and streams included.
# fmt: off
CALLS: dict[str, Callable[[pareta.Pareta, parallel.Parallel, dict[str, Any]], Any]] = {
    "models.list":          lambda p, t, o: p.models.list(**o),
    "chat":                 lambda p, t, o: p.chat.completions.create(**CHAT, **o),
    "chat stream":          lambda p, t, o: list(p.chat.completions.create(**CHAT, stream=True, **o)),
    "endpoints.deploy":     lambda p, t, o: p.endpoints.deploy(task="t", wait=True, timeout=2.0, **o),
    "endpoints.deploy stream": lambda p, t, o: list(p.endpoints.deploy(task="t", **o)),
    "endpoints.list":       lambda p, t, o: p.endpoints.list(**o),
    "endpoints.retrieve":   lambda p, t, o: p.endpoints.retrieve("e", **o),
    "endpoints.start":      lambda p, t, o: p.endpoints.start("e", **o),
    "endpoints.stop":       lambda p, t, o: p.endpoints.stop("e", **o),
    "endpoints.delete":     lambda p, t, o: p.endpoints.delete("e", **o),
    "endpoints.wait":       lambda p, t, o: p.endpoints.wait("e", timeout=2.0, **o),
    "metrics.cost":         lambda p, t, o: p.endpoints.metrics("e").cost(**o),
    "tasks.list":           lambda p, t, o: p.tasks.list(**o),
    "tasks.retrieve":       lambda p, t, o: p.tasks.retrieve("t", **o),
    "tasks.match":          lambda p, t, o: p.tasks.match("t", **o),
    "tasks.leaderboard":    lambda p, t, o: p.tasks.leaderboard("t", **o),
    "evals.frontier_models": lambda p, t, o: p.evals.frontier_models(**o),
    "evals.sets.create":    lambda p, t, o: p.evals.sets.create(task="t", items=[{"input": 1}], **o),
    "evals.sets.list":      lambda p, t, o: p.evals.sets.list(**o),
    "evals.sets.retrieve":  lambda p, t, o: p.evals.sets.retrieve("s", **o),
    "evals.sets.delete":    lambda p, t, o: p.evals.sets.delete("s", **o),
    "upload (small)":       lambda p, t, o: p.evals.sets.upload_document("s", b"x", idx=0, field_name="f", **o),
    "upload (large)":       lambda p, t, o: p.evals.sets.upload_document("s", LARGE, idx=0, field_name="f", **o),
    "evals.runs.create":    lambda p, t, o: p.evals.runs.create(eval_set="s", models=["m"], **o),
    "evals.runs.retrieve":  lambda p, t, o: p.evals.runs.retrieve("s", **o),
    "evals.runs.wait":      lambda p, t, o: p.evals.runs.wait("s", timeout=2.0, **o),
    "task_run.create":      lambda p, t, o: t.task_run.create(input="x", processor="lite", **o),
    "task_run.execute":     lambda p, t, o: t.task_run.execute(input="x", processor="lite", timeout=2.0, **o),
    "task_run.retrieve":    lambda p, t, o: t.task_run.retrieve("r", **o),
    "task_run.input":       lambda p, t, o: t.task_run.input("r", **o),
    "task_run.result":      lambda p, t, o: t.task_run.result("r", timeout=2.0, **o),
    "task_run.events":      lambda p, t, o: list(t.task_run.events("r", **o)),
    "task_group.create":    lambda p, t, o: t.task_group.create(**o),
    "task_group.retrieve":  lambda p, t, o: t.task_group.retrieve("g", **o),
    "task_group.add_runs":  lambda p, t, o: t.task_group.add_runs("g", inputs=ROWS, **o),
    "task_group.get_runs":  lambda p, t, o: list(t.task_group.get_runs("g", **o)),
    "task_group.events":    lambda p, t, o: list(t.task_group.events("g", **o)),
    "task_group.retrieve_run": lambda p, t, o: t.task_group.retrieve_run("r", task_group_id="g", **o),
}
# fmt: on


@attrs.frozen
class Counted:
    """An output type that the server's record does not fit."""

    a: int


def headers_of(request: httpx.Request) -> dict[str, str]:
    return {name: value for name, value in request.headers.items() if name != "content-length"}


def record(request: httpx.Request) -> dict[str, Any]:
    """Return what the server repeats, where each record of the services has text."""
    echo = json.dumps(headers_of(request))
    return {"headers": headers_of(request), "id": None, "detail": echo, "run_id": "", "error": None}


def refusal(request: httpx.Request) -> ScriptedResponse:
    return respond(400, {"detail": [headers_of(request)]}, **headers_back(request))


def task_failure(request: httpx.Request) -> ScriptedResponse:
    failure = {"message": str(headers_of(request)), "ref_id": CANARY, "detail": {"a": CANARY}}
    return respond(500, {"error": failure})


def failed_stream(request: httpx.Request) -> ScriptedResponse:
    failure = {"message": repr(headers_of(request)), "type": CANARY, "code": CANARY}
    return stream(event(record(request)), event({"error": failure}))


def named_events(request: httpx.Request) -> ScriptedResponse:
    return stream(event(record(request), "progress"), event({"message": repr(headers_of(request))}, "error"))


def cut_stream(request: httpx.Request) -> ScriptedResponse:
    return stream(event(record(request), "progress"), httpx.ReadError(repr(headers_of(request))))


def escaped(request: httpx.Request) -> ScriptedResponse:
    text = json.dumps({"detail": headers_of(request)})
    return respond(422, text.replace("canary", "\\u0063anary").encode())


ECHOES: dict[str, Callable[[httpx.Request], ScriptedResponse]] = {
    "as a record": lambda request: respond(200, record(request), **headers_back(request)),
    "as a list": lambda request: respond(200, [record(request)], **headers_back(request)),
    "as a page": lambda request: respond(200, repr(headers_of(request)).encode(), **headers_back(request)),
    "as a refusal": refusal,
    "as an error": task_failure,
    "as a stream": failed_stream,
    "as named events": named_events,
    "as a cut stream": cut_stream,
    "in escapes": escaped,
    "in an exception": lambda request: raising(httpx.RemoteProtocolError(f"illegal: {headers_of(request)}")),
}


def raising(error: Exception) -> ScriptedResponse:
    raise error


def headers_back(request: httpx.Request) -> dict[str, str]:
    echo = "; ".join(f"{name}={value}" for name, value in headers_of(request).items())
    return {"x_echo": echo, "x_request_id": f"req {echo}"}


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Yield all that any logger says, at every level."""
    text = io.StringIO()
    handler, root = logging.StreamHandler(text), logging.getLogger()
    level = root.level
    root.setLevel(1)
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


def shown_by(error: BaseException) -> str:
    """Return all texts that an error, its causes, and our own frames show."""
    shown = ["".join(traceback.format_exception(error))]
    seen: BaseException | None = error
    while seen is not None:
        shown += [str(seen), repr(seen), repr(vars(seen)), repr(getattr(seen, "__notes__", ()))]
        if isinstance(seen, SDKError):
            shown.append(repr(pickle.dumps(seen)))
            response = getattr(seen, "response", None)
            if response is not None:
                shown += [repr(response), repr(response.content), response.text, repr(dict(response.headers))]
            shown.append(json.dumps(getattr(seen.partial, "to_dict", dict)(), default=repr))
        for frame in traceback.TracebackException.from_exception(seen, capture_locals=True).stack:
            if "/src/pareta" in frame.filename or "/src/parallel" in frame.filename:
                shown.append(repr(frame.locals))
        seen = seen.__cause__ or seen.__context__
    return "\n".join(shown)


class Awaiting:
    """An async client that sync code uses: what its methods return is awaited, and its streams are iterated over."""

    def __init__(self, inner: Any, runner: asyncio.Runner) -> None:
        self._inner = inner
        self._runner = runner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return found if name == "response" else Awaiting(found, self._runner)

    def __call__(self, *args: Any, **options: Any) -> Any:
        found = self._inner(*args, **options)
        if inspect.isawaitable(found):
            found = self._runner.run(_awaited(found))
            return Awaiting(found, self._runner) if hasattr(found, "__anext__") else found
        return Awaiting(found, self._runner)

    def __iter__(self) -> Iterator[Any]:
        with suppress(StopAsyncIteration):
            while True:
                yield self._runner.run(self._inner.__anext__())


async def _awaited(found: Any) -> Any:
    return await found


@pytest.fixture(params=["sync", "async"])
def clients(request: pytest.FixtureRequest) -> Iterator[Callable[..., tuple[Any, Any]]]:
    """Yield a function that makes a client of each API for a wire, and takes their settings."""
    if request.param == "sync":
        yield lambda wire, **settings: (Clients.pareta(wire, **settings), Clients.parallel(wire, **settings))
        return
    with asyncio.Runner() as runner:
        yield lambda wire, **settings: (
            Awaiting(AsyncClients.pareta(wire, **settings), runner),
            Awaiting(AsyncClients.parallel(wire, **settings), runner),
        )


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_an_error_of_no_call_shows_what_the_server_repeats(
    clients: Callable[..., tuple[Any, Any]],
    call: Callable[..., Any],
    echo: Callable[[httpx.Request], ScriptedResponse],
    logged: io.StringIO,
) -> None:
    wire = Wire(*[echo] * 12, then=httpx.ReadError("gone"))
    settings: dict[str, Any] = {"api_key": CANARY, "max_retries": 0}
    settings["default_headers"] = {"x-gateway-token": HEADER}
    pa, tasks = clients(wire, **settings)
    options = {"extra_headers": {"Cookie": f"session={HEADER}-cookie"}}
    try:
        found = call(pa, tasks, options)
    except SDKError as error:
        shown = shown_by(error)
    else:
        info = getattr(found, "response", None)
        shown = repr(info) + (repr(pickle.dumps(info.headers)) + str(info.headers) if info else "")
    assert wire.requests, "it was there to be repeated"
    assert CANARY not in shown
    assert HEADER not in shown
    assert CANARY not in logged.getvalue()
    assert HEADER not in logged.getvalue()


def test_the_servers_record_of_a_success_stays_as_it_was_sent(
    clients: Callable[..., tuple[Any, Any]],
) -> None:
    wire = Wire(respond(200, {"run_id": "r", "echo": CANARY}, x_echo=CANARY))
    found = clients(wire, api_key=CANARY)[1].task_run.retrieve("r")
    assert found.to_dict()["echo"] == CANARY
    assert found.response is not None
    assert found.response.headers["x-echo"] == "***"
    assert CANARY not in repr(found)


def test_a_failed_run_and_an_unusable_output_show_no_key(
    clients: Callable[..., tuple[Any, Any]],
) -> None:
    ended = {
        **run("failed"),
        "error": {"ref_id": f"ref {CANARY}", "message": f"bad {CANARY}"},
        "echo": CANARY,
    }
    wire = Wire(respond(202, run()), respond(404, {"detail": "no"}), respond(200, ended))
    with pytest.raises(parallel.TaskRunFailedError) as failed:
        clients(wire, api_key=CANARY)[1].task_run.execute(input="a", processor="base")
    assert CANARY not in shown_by(failed.value)
    assert failed.value.run is not None
    assert failed.value.run.get("echo") == "***"

    wire = Wire(respond(202, {**run(), "echo": CANARY}), respond(200, result({"a": CANARY})))
    with pytest.raises(parallel.OutputParseError) as unusable:
        clients(wire, api_key=CANARY)[1].task_run.execute(input="a", processor="base", output=Counted)
    # (Its cause is the exception of the output type, which quotes the value.)
    error = unusable.value
    assert CANARY not in str(error) + repr(vars(error)) + json.dumps(getattr(error.result, "to_dict", dict)())


def test_a_failed_deploy_whose_event_repeats_the_key_does_not_show_it(
    clients: Callable[..., tuple[Any, Any]],
) -> None:
    wire = Wire(stream(event({"message": f"rejected: Bearer {CANARY}"}, "error"), x_request_id=f"r {CANARY}"))
    with pytest.raises(pareta.DeployError) as caught:
        clients(wire, api_key=CANARY)[0].endpoints.deploy(task="t", wait=True)
    assert CANARY not in shown_by(caught.value)
    assert "rejected: Bearer ***" in str(caught.value)


def test_a_storage_host_that_repeats_the_signed_url_does_not_show_its_signature(
    clients: Callable[..., tuple[Any, Any]],
) -> None:
    url = f"https://store.example/u?X-Signature={HEADER}"
    wire = Wire(
        respond(200, {"upload_url": url, "storage_uri": "s3://b/1"}),
        respond(403, f"<Error><Url>{url}</Url><Provided>{HEADER}</Provided></Error>".encode()),
    )
    with pytest.raises(pareta.PermissionDeniedError) as caught:
        clients(wire, max_retries=0)[0].evals.sets.upload_document("s", bytes(5 << 20), idx=0, field_name="f")
    error = caught.value
    assert HEADER not in str(error) + repr(vars(error)) + "".join(traceback.format_exception(error))
