"""What the behavior tests share: clocks that never wait, wires that respond from a script. No test lives here.

Names come in pairs, `AsyncFakeClock` and `FakeClock`, `AsyncClients` and `Clients`, so that a test in `tests/_async`
and its mirror in `tests/_sync` find theirs by codegen/mirror.py's rules.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, TypeAlias, TypeVar

import attrs
import httpx

from parallel import AsyncParallel, Parallel
from pareta import AsyncPareta, Pareta
from pareta_core.clock import AsyncClock, Clock

T = TypeVar("T")

PARETA_KEY = "pareta_sk_test_0123456789"
PARALLEL_KEY = "parallel_test_0123456789"
REQUEST_ID = "req_7f3a"
# 2026-01-05 09:00:00 UTC, a Monday.
EPOCH = 1_767_603_600.0
# What a client of the SDK's own making has.
TIMEOUT = httpx.Timeout(60.0, connect=10.0)


# --- clocks


class _Time:
    """Time that a test advances. `sleeps` are the pauses that were requested."""

    def __init__(self, chance: float = 0.5) -> None:
        self.sleeps: list[float] = []
        self.elapsed = 0.0
        self.chance = chance

    def monotonic(self) -> float:
        return 1_000.0 + self.elapsed

    def now(self) -> float:
        return EPOCH + self.elapsed

    def random(self) -> float:
        return self.chance


class FakeClock(_Time, Clock):
    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.elapsed += seconds

    def run_blocking(self, function: Callable[[], T]) -> T:
        return function()


class AsyncFakeClock(_Time, AsyncClock):
    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.elapsed += seconds

    async def run_blocking(self, function: Callable[[], T]) -> T:
        return function()


# --- responses


class Chunks(httpx.AsyncByteStream, httpx.SyncByteStream):
    """A body that arrives chunk by chunk; an exception among the chunks is where the connection breaks.

    `sent` counts the chunks that were read, `closed` says whether the connection was released.
    """

    def __init__(self, *pieces: bytes | BaseException) -> None:
        self._pieces = pieces
        self.sent = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            if self.closed:
                raise httpx.ReadError("the connection was released")
            self.sent += 1
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in iter(self):
            yield piece

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


class SlowChunks(Chunks):
    """Chunks that come ten seconds of a wire's clock apart."""

    wire: Wire

    def __iter__(self) -> Iterator[bytes]:
        for piece in super().__iter__():
            self.wire.clock.elapsed += 10.0
            yield piece


@attrs.frozen
class ScriptedResponse:
    """One response: its body is bytes or chunks as they are, anything else as JSON. It `takes` that many seconds."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    takes: float = 0.0

    def response(self) -> httpx.Response:
        headers = {"content-type": "application/json", "x-request-id": REQUEST_ID, **self.headers}
        if isinstance(self.body, Chunks):
            return httpx.Response(self.status, headers=headers, stream=self.body)
        content = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        return httpx.Response(self.status, headers=headers, content=content)


def respond(
    status: int = 200, body: Any = None, *, takes: float = 0.0, **headers: str | bytes
) -> ScriptedResponse:
    """Return a response; `retry_after="3"` is its header `retry-after`."""
    return ScriptedResponse(
        status, body, {name.replace("_", "-"): value for name, value in headers.items()}, takes
    )


def stream(*pieces: bytes | BaseException, **headers: str | bytes) -> ScriptedResponse:
    """Return a response that is a stream of server-sent events, in these chunks."""
    return respond(200, Chunks(*pieces), content_type="text/event-stream", **headers)


def event(data: Any, name: str = "") -> bytes:
    """Return one server-sent event with JSON for data."""
    return (f"event: {name}\n" if name else "").encode() + b"data: " + json.dumps(data).encode() + b"\n\n"


@attrs.frozen
class Silence:
    """No response: the request waits for as long as its read timeout allows."""


Step: TypeAlias = (
    "ScriptedResponse | BaseException | type[httpx.RequestError] | Silence "
    "| Callable[[httpx.Request], ScriptedResponse]"
)


class Wire:
    """Responds to requests from a script, in order, then always with `then`; without one a further request fails.

    `Wire()` is the wire of a mistake in a call, on which nothing may be sent.
    """

    def __init__(self, *script: Step, then: Step | None = None) -> None:
        self._script = list(script)
        self._then = then
        self.requests: list[httpx.Request] = []
        self.clock: _Time = _Time()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        step = self._script.pop(0) if self._script else self._then
        assert step is not None, f"nothing more was to be sent, yet this was: {request.method} {request.url}"
        if isinstance(step, Silence):
            self.clock.elapsed += request.extensions["timeout"]["read"]
            raise httpx.ReadTimeout("timed out")
        if isinstance(step, type):
            raise step("the connection is down")
        if isinstance(step, BaseException):
            raise step
        found = step if isinstance(step, ScriptedResponse) else step(request)
        self.clock.elapsed += found.takes
        return found.response()

    @property
    def used_up(self) -> bool:
        """Whether every response of the script was sent."""
        return not self._script

    @property
    def paths(self) -> list[str]:
        """The requests, `"GET /v1/models"`, in order."""
        return [f"{request.method} {request.url.path}" for request in self.requests]

    @property
    def keys(self) -> list[str | None]:
        """The idempotency key of each request."""
        return [request.headers.get("idempotency-key") for request in self.requests]

    @property
    def bodies(self) -> list[Any]:
        """The JSON body of each request that has one."""
        return [json.loads(request.content) for request in self.requests if request.content]

    @property
    def body(self) -> Any:
        """The JSON body of the last request."""
        return json.loads(self.requests[-1].content)

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query of the last request."""
        return self.requests[-1].url.params.multi_items()

    def header(self, name: str) -> str | None:
        """Return a header of the last request."""
        value: str | None = self.requests[-1].headers.get(name)
        return value


def parts(request: httpx.Request) -> dict[str, tuple[str | None, str, bytes]]:
    """Return the parts of a form: name → (file's name, media type, bytes)."""
    head = b"content-type: " + request.headers["content-type"].encode() + b"\r\n\r\n"
    message = BytesParser(policy=HTTP).parsebytes(head + request.content)
    found: dict[str, tuple[str | None, str, bytes]] = {}
    for part in message.iter_parts():
        content: bytes = part.get_payload(decode=True)
        name: str = part.get_param("name", header="content-disposition")
        found[name] = part.get_filename(), part.get_content_type(), content
    return found


# --- reading a stream


class Events:
    """Reads streams to their end."""

    @staticmethod
    def of(events: Iterable[Any]) -> list[Any]:
        return list(events)

    @staticmethod
    def into(seen: list[Any], events: Iterable[Any]) -> None:
        """Keep what came, also if the stream then breaks."""
        for each in events:
            seen.append(each)


class AsyncEvents:
    """As `Events`."""

    @staticmethod
    async def of(events: AsyncIterable[Any]) -> list[Any]:
        return [each async for each in events]

    @staticmethod
    async def into(seen: list[Any], events: AsyncIterable[Any]) -> None:
        """Keep what came, also if the stream then breaks."""
        async for each in events:
            seen.append(each)


# --- clients on a wire, with a clock that does not wait


class Clients:
    """Makes clients for a wire or a sandbox. Settings go to their constructors."""

    @staticmethod
    def pareta(wire: Wire, **settings: Any) -> Pareta:
        http = httpx.Client(transport=httpx.MockTransport(wire), timeout=TIMEOUT)
        client = Pareta(**{"api_key": PARETA_KEY, "http_client": http, **settings})
        client.wire.clock = wire.clock = FakeClock()
        return client

    @staticmethod
    def parallel(wire: Wire, **settings: Any) -> Parallel:
        http = httpx.Client(transport=httpx.MockTransport(wire), timeout=TIMEOUT)
        client = Parallel(**{"api_key": PARALLEL_KEY, "http_client": http, **settings})
        client.wire.clock = wire.clock = FakeClock()
        return client


class AsyncClients:
    """As `Clients`."""

    @staticmethod
    def pareta(wire: Wire, **settings: Any) -> AsyncPareta:
        http = httpx.AsyncClient(transport=httpx.MockTransport(wire), timeout=TIMEOUT)
        client = AsyncPareta(**{"api_key": PARETA_KEY, "http_client": http, **settings})
        client.wire.clock = wire.clock = AsyncFakeClock()
        return client

    @staticmethod
    def parallel(wire: Wire, **settings: Any) -> AsyncParallel:
        http = httpx.AsyncClient(transport=httpx.MockTransport(wire), timeout=TIMEOUT)
        client = AsyncParallel(**{"api_key": PARALLEL_KEY, "http_client": http, **settings})
        client.wire.clock = wire.clock = AsyncFakeClock()
        return client


# --- records as the services write them

ENDPOINT: dict[str, Any] = {
    "id": "ep_1",
    "name": "ep_1",
    "model": "qwen-vl-2",
    "status": "live",
    "taskName": "contract-key-fields",
    "url": "https://api.pareta.ai/v1",
}
EVAL_SET: dict[str, Any] = {
    "id": "es_1",
    "task_id": "contract-key-fields",
    "name": "mine",
    "item_count": 2,
    "scoring_strategy": "exact",
}
GROUP: dict[str, Any] = {
    "taskgroup_id": "tgrp_1",
    "created_at": None,
    "metadata": None,
    "status": {
        "num_task_runs": 0,
        "task_run_status_counts": {},
        "is_active": False,
        "status_message": None,
        "modified_at": None,
    },
}
MESSAGES: list[dict[str, Any]] = [{"role": "user", "content": "Say hello."}]


def completion(content: str | None = "Hello.", **message: Any) -> dict[str, Any]:
    """Return a chat completion."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_767_603_600,
        "model": "ep_1",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
    }


def chunk(content: str | None) -> bytes:
    """Return one token of a streamed chat."""
    return event(
        {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": content}}]}
    )


def eval_run(status: str = "completed", **fields: Any) -> dict[str, Any]:
    """Return the envelope of an eval run."""
    results = (
        [{"model_id": "qwen-vl-2", "kind": "open", "quality_mean": 0.9}] if status == "completed" else []
    )
    run = {
        "id": "er_1",
        "eval_set_id": "es_1",
        "status": status,
        "candidate_model_ids": ["qwen-vl-2"],
        **fields,
    }
    return {"run": run, "results": results}


def run(status: str = "queued", **fields: Any) -> dict[str, Any]:
    """Return a task run."""
    return {
        "run_id": "trun_1",
        "status": status,
        "is_active": status in ("queued", "running", "cancelling"),
        "processor": "base",
        "created_at": None,
        "modified_at": None,
        **fields,
    }


def result(content: Any = "1945", **output: Any) -> dict[str, Any]:
    """Return a completed task run with its output."""
    kind = "text" if isinstance(content, str) else "json"
    return {"run": run("completed"), "output": {"type": kind, "content": content, "basis": [], **output}}


def still_running(takes: float = 50.0) -> ScriptedResponse:
    """Return the response to a long poll that timed out."""
    error = {"ref_id": "ref_408", "message": "the run is still active"}
    return respond(408, {"type": "error", "error": error}, takes=takes)


def task_error(
    status: int, message: str = "no", ref_id: str = "ref_1", **headers: str | bytes
) -> ScriptedResponse:
    """Return a failure in the Task API's form."""
    return respond(status, {"type": "error", "error": {"ref_id": ref_id, "message": message}}, **headers)
