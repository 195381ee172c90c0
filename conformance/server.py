"""Plays the wire of one case: a listener of its own, the responses byte for byte, every request judged."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conformance.cases import spec
from conformance.json_values import Json, is_array, is_object
from conformance.judge import Variables, shown
from conformance.requests import Request, content_of, judge_always, judge_foreign, judge_request, read_request

Item = bytes | float
_SSE = "text/event-stream"
# Between the two halves of a stream that is cut. The client reads the first one meanwhile.
_CUT_PAUSE = 0.0005
_LEAVE_TIMEOUT = 2.0
_RESET = struct.pack("ii", 1, 0)
WHOLE, SINGLE_BYTES = -1, -2


class Play:
    """The servers of one play of a case: the API's, and `$other` if the case mentions it."""

    def __init__(self, raw: Json, key: str, clock_file: Path, cut: int = WHOLE) -> None:
        """Open nothing yet.

        Args:
            raw: The case.
            key: The API key of the call.
            clock_file: Receives the virtual seconds that the responses take.
            cut: Where a response with `cuts` is split: a place, WHOLE or SINGLE_BYTES.
        """
        self._raw, self._steps, self._key = raw, list[Json](raw["wire"]), key
        self._clock_file, self._cut = clock_file, cut
        self.variables = Variables(key=key)
        self.faults: list[str] = []
        self._next, self._taken = 0, 0.0
        self._last_request_at: float | None = None
        self.first_request_at: float | None = None
        self._last_connection: object = None
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._leaving: list[asyncio.Task[None]] = []

    async def start(self) -> tuple[str, str]:
        """Listen, and return the base URL and the URL of the other origin, which may be empty."""
        urls: dict[str, str] = {}
        names = ["base", "other"] if "$other" in json.dumps(self._raw) else ["base"]
        for name in names:
            server = await asyncio.start_server(self._accept(name), "127.0.0.1", 0, limit=1 << 20)
            self._servers.append(server)
            urls[name] = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self.variables.values.update(urls)
        return urls["base"] + self._raw["client"].get("base_path", ""), urls.get("other", "")

    def _accept(self, origin: str) -> Any:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            self._writers.add(writer)
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await self._serve(origin, reader, writer)
            writer.close()
            self._tasks.discard(task)

        return serve

    async def finish(self) -> list[str]:
        """Close everything, set the virtual time back, and return what was wrong."""
        if self._taken:
            self._clock_file.write_text("0")
        for task in self._leaving:
            await task
        for server in self._servers:
            server.close()
        for writer in self._writers:
            writer.close()
        for task in list(self._tasks):
            task.cancel()
        if self._next < len(self._steps):
            self.faults.append(f"{self._next} requests were sent, not {len(self._steps)}")
        return self.faults

    async def _serve(self, origin: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader)) is not None:
            number, self._next = self._next, self._next + 1
            if number >= len(self._steps):
                self.faults.append(
                    f"request {number + 1} must not be sent: {request.method} {request.target}"
                )
                return
            step = self._steps[number]
            problems = [*self._judge(origin, step, request, writer), *self._judge_gap(step)]
            self.faults += [f"request {number + 1}: {problem}" for problem in problems]
            if not await self._respond(self.variables.insert(step["respond"]), number, reader, writer):
                return

    def _judge(self, origin: str, step: Json, request: Request, writer: object) -> Iterator[str]:
        wanted, expected = step.get("at", "base"), step.get("expect", {})
        if origin != wanted:
            yield f"it went to ${origin}, not ${wanted}"
        if origin == "other":
            yield from judge_foreign(request, self._key)
        else:
            address = self.variables.values["base"].removeprefix("http://")
            api = spec()["apis"][self._raw["client"]["api"]]
            stated = api["keyHeader"] in {*expected.get("headers", {}), *expected.get("without", ())}
            headers = {} if stated else {api["keyHeader"]: api["keyPrefix"] + self._key}
            yield from judge_always(request, address, self._key, headers)
        yield from judge_request(expected, request, self.variables)
        if "connection" in step and (step["connection"] == "same") != (self._last_connection is writer):
            yield f"it must come on the {step['connection']} connection"
        self._last_connection = writer

    def _judge_gap(self, step: Json) -> Iterator[str]:
        now = time.monotonic()
        before, self._last_request_at = self._last_request_at, now
        self.first_request_at = self.first_request_at or now
        if "gap" in step and before is not None and not step["gap"][0] <= now - before <= step["gap"][1]:
            yield f"it came after {now - before:.2f} s, not after {shown(step['gap'])}"

    async def _respond(
        self, respond: Json, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Send one response, and return whether the connection stays open."""
        if "takes" in respond:
            self._taken += respond["takes"]
            self._clock_file.write_text(f"{self._taken}")
        if respond.get("drop") == "before-head":
            return False
        end = respond.get("end", "close" if "raw" in respond else "keep-alive")
        for item in self._items(respond, number, end):
            if isinstance(item, bytes):
                writer.write(item)
                await writer.drain()
            else:
                await asyncio.sleep(item)
        if respond.get("drop") == "after-head" or end in {"close", "truncate"}:
            return False
        if end == "reset":
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.transport.abort()
            return False
        if end == "left":
            self._leaving.append(asyncio.create_task(self._wait_for_leaving(number, reader)))
        if end in {"left", "hang"}:
            await asyncio.Event().wait()
        return True

    async def _wait_for_leaving(self, number: int, reader: asyncio.StreamReader) -> None:
        try:
            async with asyncio.timeout(_LEAVE_TIMEOUT):
                while await reader.read(1 << 16):
                    pass
        except ConnectionError:
            pass
        except TimeoutError:
            self.faults.append(f"the connection of request {number + 1} was not closed by the client")

    def _items(self, respond: Json, number: int, end: str) -> Iterator[Item]:
        """Yield what is written: bytes, and pauses in seconds."""
        if "raw" in respond:
            yield from stream_items(respond["raw"])
            return
        status, headers = respond.get("status", 200), {"x-request-id": f"req_{number + 1}"}
        if end == "close":  # else the client may send its next request on a connection that is being closed
            headers["connection"] = "close"
        if "send" in respond or "sse" in respond:
            headers |= {"content-type": _SSE, "transfer-encoding": "chunked"}
            yield _head(status, headers, respond)
            items = list(stream_items(respond["send"] if "send" in respond else _events(respond["sse"])))
            for item in self._split(items) if "cuts" in respond else items:
                if item != b"":
                    yield b"%x\r\n%b\r\n" % (len(item), item) if isinstance(item, bytes) else item
            if end in {"keep-alive", "close"}:
                yield b"0\r\n\r\n"
            return
        content = _content(respond)
        headers["content-type"] = "application/json"
        if "gzip" in respond:
            content = _compressed(content, respond["gzip"])
            headers["content-encoding"] = "gzip"
        if "drop" in respond:
            headers["content-length"] = "50"
        elif status not in {204, 304}:
            headers["content-length"] = str(len(content))
        elif not content:
            headers.pop("content-type")
        yield _head(status, headers, respond) + (b"" if "drop" in respond else content)

    def _split(self, items: list[Item]) -> Iterator[Item]:
        content = joined(items)
        if self._cut == SINGLE_BYTES:
            yield from (content[at : at + 1] for at in range(len(content)))
        elif self._cut == WHOLE:
            yield content
        else:
            yield content[: self._cut]
            yield _CUT_PAUSE
            yield content[self._cut :]


def joined(items: list[Item]) -> bytes:
    """Return the bytes of a response without its pauses.

    Args:
        items: Bytes, and pauses in seconds.
    """
    return b"".join(item for item in items if isinstance(item, bytes))


def cuts_of(raw: Json) -> list[int]:
    """Return every way in which a case is played: once, or whole, in single bytes and cut at each place.

    Args:
        raw: The case.
    """
    for step in raw["wire"]:
        respond = step["respond"]
        if "cuts" in respond:
            size = len(
                joined(list(stream_items(respond["send"] if "send" in respond else _events(respond["sse"]))))
            )
            return [WHOLE, SINGLE_BYTES, *range(1, size)]
    return [WHOLE]


def stream_items(items: list[Any]) -> Iterator[Item]:
    """Yield bytes, and pauses in seconds.

    Args:
        items: Texts, and objects with `hex`, `wait` or `repeat`.
    """
    for item in items:
        if isinstance(item, str):
            yield item.encode()
        elif "wait" in item:
            yield float(item["wait"])
        elif "repeat" in item:
            yield item["repeat"].encode() * item["times"]
        else:
            yield content_of(item)


def _events(items: list[Any]) -> list[Any]:
    return [_event(item) if is_object(item) and "data" in item else item for item in items]


def _event(item: Json) -> str:
    names = "".join(f"{name}: {item[name]}\n" for name in ("event", "id") if name in item)
    return f"{names}data: {json.dumps(item['data'], ensure_ascii=False)}\n\n"


def _content(respond: Json) -> bytes:
    if "json" in respond:
        return json.dumps(respond["json"], ensure_ascii=False).encode("utf-8", "surrogatepass")
    body = respond.get("body", "")
    return body.encode() if isinstance(body, str) else joined(list(stream_items(body)))


def _compressed(content: bytes, how: Json) -> bytes:
    count = how.get("members", 1)
    size = -(-len(content) // count)
    packed = b"".join(gzip.compress(content[at : at + size], mtime=0) for at in range(0, len(content), size))
    return packed[: len(packed) - how.get("cut", 0)]


def _head(status: int, headers: dict[str, str], respond: Json) -> bytes:
    changes: Json = respond.get("headers", {})
    lines = [f"{name}: {value}" for name, value in headers.items() if name not in changes]
    for name, value in changes.items():
        values = value if is_array(value) else [] if value is None else [value]
        lines += [f"{name}: {one}" for one in values]
    return "\r\n".join([f"HTTP/1.1 {status} X", *lines, "", ""]).encode("utf-8")
