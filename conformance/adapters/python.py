"""The adapter of the Python SDK: `python conformance/adapters/python.py wire|facade sync|async`.

docs/conformance.md describes the lines that it reads and writes.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import inspect
import json
import sys
import traceback
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar, cast

import parallel
import parallel.webhooks
import pareta
from pareta_core import errors
from pareta_core.clock import AsyncClock, Clock
from pareta_core.config import request_options
from pareta_core.sse import Decoder
from pareta_wire import Empty
from pareta_wire.operation import FilePart
from pareta_wire.operations import BUILDERS

Json = dict[str, Any]
T = TypeVar("T")
SPEC: Json = json.loads((Path(__file__).parent.parent / "spec.json").read_text("utf-8"))
# fmt: off
CAPABILITIES = [
    "clock", "int64", "sse", "webhooks", "waits", "resume", "multipart", "upload", "gzip", "interim", "limits",
    "receipts", "reuse",
]
# fmt: on
# The class for each kind of error; the first that fits counts.
KINDS: list[tuple[type[BaseException], str]] = [
    (parallel.webhooks.WebhookVerificationError, "webhook"),
    (pareta.DeployError, "deploy-failed"),
    (parallel.TaskRunFailedError, "run-failed"),
    (parallel.OutputParseError, "output-parse"),
    (errors.StreamEndedError, "stream-ended"),
    (errors.StreamError, "stream"),
    (errors.WaitTimeoutError, "wait-timeout"),
    (errors.APITimeoutError, "timeout"),
    (errors.OutcomeUnknownError, "outcome-unknown"),
    (errors.APIConnectionError, "connection"),
    (errors.APIResponseError, "response"),
    (asyncio.CancelledError, "cancelled"),
    (ValueError, "bad-argument"),
    (TypeError, "bad-argument"),
]
# The class for the kinds that are statuses.
STATUS_KINDS: dict[str, type[errors.APIStatusError]] = {
    "bad-request": errors.BadRequestError,
    "authentication": errors.AuthenticationError,
    "insufficient-credits": errors.InsufficientCreditsError,
    "permission-denied": errors.PermissionDeniedError,
    "not-found": errors.NotFoundError,
    "conflict": errors.ConflictError,
    "unprocessable": errors.UnprocessableEntityError,
    "rate-limit": errors.RateLimitError,
    "unavailable": errors.InternalServerError,
    "server": errors.InternalServerError,
}
# Arguments that this SDK's methods call otherwise than the spec.
RENAMED = {"taskgroup_id": "task_group_id"}
RENAMED_IN = {"task_group.events": {"timeout": "api_timeout"}}


class VirtualTime:
    """Time that passes by pauses, and by what the server writes into a file."""

    def __init__(self, now: float, chance: float, file: str) -> None:
        self._now, self._chance, self._file = now, chance, Path(file)
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        """Return the seconds of all pauses and of all responses."""
        return sum(self.pauses) + float(self._file.read_text() or 0)

    def now(self) -> float:
        """Return the time of day in seconds since the epoch."""
        return self._now + self.monotonic()

    def random(self) -> float:
        """Return the middle of every random choice."""
        return self._chance


class VirtualClock(VirtualTime, Clock):
    """Records the pauses of blocking code."""

    def sleep(self, seconds: float) -> None:
        """Record the pause."""
        self.pauses.append(seconds)


class AsyncVirtualClock(VirtualTime, AsyncClock):
    """Records the pauses of async code."""

    async def sleep(self, seconds: float) -> None:
        """Record the pause."""
        self.pauses.append(seconds)


async def settled(result: Any) -> Any:
    """Return the result of a call: as it is, or awaited."""
    return await result if inspect.isawaitable(result) else result


def run_now(work: Coroutine[Any, Any, T]) -> T:
    """Return the result of a coroutine that never waits, as those around blocking clients."""
    try:
        work.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    raise RuntimeError("blocking code waited")


def plain(value: Any) -> Any:
    """Return what a call gives as JSON."""
    if isinstance(value, Empty):
        return None
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in cast("Mapping[str, Any]", value).items()}
    return [plain(item) for item in cast("list[Any]", value)] if isinstance(value, (list, tuple)) else value


def content_of(file: Json) -> bytes:
    """Return the bytes of a file that a case states: `text`, `hex`, or `size` times `a`."""
    if "hex" in file:
        return bytes.fromhex(file["hex"])
    return b"a" * file["size"] if "size" in file else str(file["text"]).encode()


def snake(name: str) -> str:
    """Return a parameter's name as Python writes it."""
    return name.lower().replace("-", "_")


class Adapter:
    """Plays the requests of the runner at one level, in one of the two ways."""

    def __init__(self, level: str, way: str) -> None:
        self.level, self.is_async = level, way == "async"
        self._runner = asyncio.Runner() if self.is_async else None

    def hello(self) -> Json:
        """Return the first line."""
        can = [*CAPABILITIES, "cancel"] if self.is_async else CAPABILITIES
        name = f"python {'async' if self.is_async else 'sync'}"
        return {"adapter": name, "protocol": 1, "level": self.level, "capabilities": can}

    def respond(self, line: Json) -> Json:
        """Return the result of one request."""
        try:
            if "decode" in line:
                return {"streams": [decoded(stream) for stream in line["decode"]["streams"]]}
            if "verify" in line:
                return verified(line["verify"])
            return self._runner.run(self._play(line)) if self._runner else run_now(self._play(line))
        except Exception:  # noqa: BLE001  # whatever it is, the runner reports it
            return {"broken": traceback.format_exc()}

    async def _play(self, line: Json) -> Json:
        try:
            client = self._client(line)
        except (errors.SDKError, ValueError, TypeError) as error:
            return {"error": {"kind": "bad-argument", "message": str(error)}}
        client.wire.ignore_proxies()
        clock, out = self._clock(line), Json()
        if clock is not None:
            client.wire.clock = clock
        try:
            make = self._make_wire_call if self.level == "wire" else self._make_facade_call
            await self._consume(make(client, line["call"]), line["call"], out)
        except (errors.SDKError, ValueError, TypeError, asyncio.CancelledError) as error:
            out["error"] = described(error)
        if clock is not None:
            out["pauses"] = clock.pauses
        await settled(client.aclose() if self.is_async else client.close())
        return out

    def _client(self, line: Json) -> Any:
        kinds: dict[tuple[str, bool], Callable[..., Any]] = {
            ("pareta", False): pareta.Pareta,
            ("pareta", True): pareta.AsyncPareta,
            ("parallel", False): parallel.Parallel,
            ("parallel", True): parallel.AsyncParallel,
        }
        kind = kinds[line["api"], self.is_async]
        return kind(api_key=line["key"], base_url=line["base"], **line["client"])

    def _clock(self, line: Json) -> VirtualClock | AsyncVirtualClock | None:
        given = line["clock"]
        if given is None:
            return None
        kind = AsyncVirtualClock if self.is_async else VirtualClock
        return kind(given["now"], given["random"], given["file"])

    def _make_wire_call(self, client: Any, call: Json) -> Any:
        arguments = {snake(name): value for name, value in call.get("params", {}).items()}
        body: Json | None = call.get("body")
        if body and any(map(is_file, body.values())):
            arguments |= {name: file_part(value) if is_file(value) else value for name, value in body.items()}
        elif body is not None:
            arguments["body"] = body
        request = BUILDERS[call["op"]](**arguments)
        given = {name: call[name] for name in ("idempotency_key", "timeout", "stall_timeout") if name in call}
        options = request_options(**given)
        if call.get("stream"):
            return client.wire.stream(request, options)
        return client.wire.send(request, options)

    def _make_facade_call(self, client: Any, call: Json) -> Any:
        names: dict[str, str] = {**RENAMED, **RENAMED_IN.get(call["method"], {})}
        given: Json = call["args"]
        arguments = {names.get(name) or name: as_argument(value) for name, value in given.items()}
        arguments |= {
            name: call[name] for name in ("idempotency_key", "timeout", "stall_timeout") if name in call
        }
        method = client
        for name in call["method"].split("."):
            method = getattr(method, name)
        if call["method"] == "endpoints.metrics":
            metrics = method(arguments["endpoint_id"])
            return getattr(metrics, arguments["dimension"])(**arguments.get("filters", {}))
        return method(**arguments)

    async def _consume(self, calling: Any, call: Json, out: Json) -> None:
        if not call.get("stream"):
            result = await settled(calling)
            out["value"] = plain(result)
            note_receipt(getattr(result, "response", None) or getattr(result, "_response", None), out)
            return
        stream = await settled(calling)
        out["events"] = events = list[Any]()
        limit = call.get("take", call.get("cancel_after"))
        try:
            if limit != 0:
                async for event in each(stream):
                    events.append(plain(event))
                    if len(events) == limit:
                        break
            if "cancel_after" in call:
                await cancelled(anext(stream))
        finally:
            await settled(stream.aclose() if self.is_async else stream.close())
        note_receipt(getattr(stream, "response", None), out)


async def each(stream: Any) -> AsyncIterator[Any]:
    """Yield the events of a stream of either kind."""
    if hasattr(stream, "__aiter__"):
        async for event in stream:
            yield event
    else:
        for event in stream:
            yield event


async def cancelled(waiting: Coroutine[Any, Any, object]) -> None:
    """Cancel a call while it waits."""
    task = asyncio.ensure_future(waiting)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(task), 0.02)
    task.cancel()
    await task


def is_file(value: object) -> bool:
    """Return whether an argument states a file."""
    return isinstance(value, dict) and "$file" in value


def file_part(value: Json) -> FilePart:
    """Return a file of a form."""
    file = value["$file"]
    return FilePart(
        file.get("filename", "file"), content_of(file), file.get("type", "application/octet-stream")
    )


def as_argument(value: Any) -> Any:
    """Return an argument of a facade's method; a file with a name is an open one, and a type is a dataclass."""
    members: dict[str, str] = value.get("$type", {}) if hasattr(value, "get") else {}
    if members:
        types: dict[str, type] = {"integer": int, "string": str}
        return dataclasses.make_dataclass("Answer", [(name, types[kind]) for name, kind in members.items()])
    if not is_file(value):
        return value
    file, content = value["$file"], content_of(value["$file"])
    if "filename" not in file:
        return content
    opened = BytesIO(content)
    opened.name = file["filename"]
    return opened


def note_receipt(response: Any, out: Json) -> None:
    """Add the amounts that a response states about its call."""
    names = {"billed": "billed_micro_usd", "frontier-cost": "frontier_cost_micro_usd"}
    found = {name: getattr(response, attribute, None) for name, attribute in names.items()}
    out["receipt"] = {name: amount for name, amount in found.items() if amount is not None}


def described(error: BaseException) -> Json:
    """Return an error as JSON."""
    cause: Any = error.__cause__ if isinstance(error, errors.OutcomeUnknownError) else error
    known = {
        "kind": kind_of(error),
        "status": getattr(cause, "status_code", None),
        "request_id": getattr(error, "request_id", None),
        "reference": getattr(error, "ref_id", None),
        "detail": getattr(error, "detail", None),
        "id": getattr(error, "id", None) or getattr(error, "run_id", None),
        "idempotency_key": getattr(error, "idempotency_key", None),
        "message": "\n".join([str(error), *getattr(error, "__notes__", ())]),
    }
    return {name: plain(value) for name, value in known.items() if value is not None}


def kind_of(error: BaseException) -> str:
    """Return the kind of an error, or its class where there is none."""
    if isinstance(error, errors.APIStatusError):
        kind = status_kind(error.status_code)
        expected = STATUS_KINDS.get(kind, errors.APIStatusError)
        return kind if isinstance(error, expected) else f"{type(error).__name__} for {error.status_code}"
    found = next((kind for cls, kind in KINDS if isinstance(error, cls)), type(error).__name__)
    is_ours = isinstance(error, errors.SDKError)
    return found if is_ours or found in {"bad-argument", "cancelled", "webhook"} else type(error).__name__


def status_kind(status: int) -> str:
    """Return the kind of a status: by the lists of the spec, then by its ranges."""
    kinds: Json = SPEC["errors"]
    for kind, one in kinds.items():
        if isinstance(one["statuses"], list) and status in one["statuses"]:
            return kind
    return next((kind for kind, one in kinds.items() if one["statuses"] == f"{status // 100}XX"), "other")


def decoded(chunks: list[str]) -> Json:
    """Return the events of a stream of server-sent events, given in chunks of hex."""
    decoder, events = Decoder(), list[Json]()
    try:
        for chunk in [*chunks, ""]:  # an error that came after events is raised by the next call
            found = decoder.feed(bytes.fromhex(chunk))
            events += [{"event": name, "data": data, "id": last_id} for name, data, last_id in found]
    except UnicodeDecodeError as error:
        return {"events": events, "error": {"kind": "stream", "message": str(error)}}
    return {"events": events}


def verified(given: Json) -> Json:
    """Return the event of a webhook, or the error."""
    arguments = {name: given[name] for name in ("secret", "now", "tolerance") if name in given}
    try:
        event = parallel.webhooks.parse(given["body"].encode(), given["headers"], **arguments)
    except (parallel.webhooks.WebhookVerificationError, ValueError, TypeError) as error:
        return {"error": described(error)}
    return {"value": {"id": event.id, "type": event.type, "timestamp": event.timestamp, "data": event.data}}


def main(level: str, way: str) -> None:
    """Read requests and write results until the input ends."""
    adapter = Adapter(level, way)
    print(json.dumps(adapter.hello()), flush=True)
    for text in sys.stdin:
        line: Json = json.loads(text)
        print(json.dumps({"id": line["id"], **adapter.respond(line)}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
