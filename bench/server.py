"""The benchmark's loopback server: an asyncio protocol that writes prepared responses. No framework, no validation.

    python -m bench.server        prints its address, serves until its standard input is closed

The first segment of the path selects the response, so that an SDK's base URL is all it takes:

    /b2000000/v1/models                     a body of about 2,000,000 bytes
    /e50-1-20/v1/chat/completions           a stream: 50 events, 1 in each HTTP chunk, 20 ms apart
    /w1000/v1/tasks/runs/trun_1/result      sent after 1,000 ms, like a long poll
"""

from __future__ import annotations

import asyncio
import os
import re
import resource
import sys
from functools import cache

from bench import responses

SMALL = 250
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_BLOCK = 64 * 1024
_STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nx-request-id: req_bench\r\n"
    b"transfer-encoding: chunked\r\n\r\n"
)


@cache
def whole(status: int, body: bytes) -> bytes:
    """Return a response: status line, headers and body."""
    head = (
        f"HTTP/1.1 {status} OK\r\ncontent-type: application/json\r\nx-request-id: req_bench\r\n"
        f"x-pareta-billed: 12\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _framed(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def is_stream(method: bytes, path: bytes, body: bytes) -> bool:
    """Tell whether the request asks for an event stream."""
    if method == b"GET":
        return path.endswith(b"/events")
    return path.endswith(b"/endpoints") or b'"stream":true' in body or b'"stream": true' in body


def stream_events(path: bytes) -> tuple[bytes, bytes, bytes]:
    """Return a stream's first events, the event that is repeated, and the last events."""
    if path.endswith(b"/events"):
        return responses.RUN_STREAM
    if path.endswith(b"/endpoints"):
        return responses.DEPLOY_STREAM
    return responses.MESSAGE_STREAM if path.endswith(b"/messages") else responses.CHAT_STREAM


@cache
def fixed(method: bytes, path: bytes, size: int, anthropic: bool) -> bytes:
    """Return the response to any request that is not for a stream."""
    if path.endswith(b"/models"):
        return whole(200, responses.anthropic_models(size) if anthropic else responses.models(size))
    if path.endswith(b"/result"):
        return whole(200, responses.result(max(size, 1_300)))
    if path.endswith(b"/leaderboard"):
        return whole(200, responses.leaderboard(max(size, 1_300)))
    if b"/eval-runs/" in path:
        return whole(200, responses.eval_run(max(size, 2_500)))
    if path.endswith(b"/completions"):
        return whole(200, responses.COMPLETION)
    if path.endswith(b"/messages"):
        return whole(200, responses.MESSAGE)
    if path.endswith(b"/runs") and method == b"POST":
        return whole(202, responses.dumps(responses.run("queued")))
    if b"/tasks/runs/" in path:
        return whole(200, responses.dumps(responses.run("running")))
    return whole(404, b'{"detail":"the benchmark has no such route"}')


class Connection(asyncio.Protocol):
    """One connection: it responds to requests in order."""

    def __init__(self) -> None:
        self._received = b""
        self._transport: asyncio.Transport | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio names it
        if self._task is not None:
            self._task.cancel()

    def pause_writing(self) -> None:
        self._may_write.clear()

    def resume_writing(self) -> None:
        self._may_write.set()

    def data_received(self, data: bytes) -> None:
        self._received = self._received + data if self._received else data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end]
            found = _LENGTH.search(head)
            stop = end + 4 + (int(found[1]) if found else 0)
            if len(self._received) < stop:
                return
            body, self._received = self._received[end + 4 : stop], self._received[stop:]
            self._respond(head, body)

    def _respond(self, head: bytes, body: bytes) -> None:
        assert self._transport is not None
        method, target, _ = head.split(b" ", 2)
        path = target.partition(b"?")[0]
        wanted = path.split(b"/", 2)[1]
        if is_stream(method, path, body):
            count, per_chunk, pause = (
                (int(number) for number in wanted[1:].split(b"-")) if wanted.startswith(b"e") else (50, 1, 0)
            )
            self._task = asyncio.create_task(
                self._stream(stream_events(path), count, per_chunk, pause / 1000)
            )
            return
        size = int(wanted[1:]) if wanted.startswith(b"b") else SMALL
        response = fixed(method, path, size, b"\r\nanthropic-version:" in head.lower())
        if wanted.startswith(b"w") and path.endswith(b"/result"):
            asyncio.get_running_loop().call_later(int(wanted[1:]) / 1000, self._transport.write, response)
        else:
            self._transport.write(response)

    async def _stream(
        self, events: tuple[bytes, bytes, bytes], count: int, per_chunk: int, pause: float
    ) -> None:
        assert self._transport is not None
        first, each, last = events
        self._transport.write(_STREAM_HEAD + (_framed(first) if first else b""))
        frame = _framed(each * per_chunk)
        at_once = 1 if pause else max(1, _BLOCK // len(frame))
        left = count // per_chunk
        while left > 0:
            frames = min(at_once, left)
            self._transport.write(frame * frames)
            left -= frames
            if pause:
                await asyncio.sleep(pause)
            await self._may_write.wait()
        if count % per_chunk:
            self._transport.write(_framed(each * (count % per_chunk)))
        self._transport.write(_framed(last) + b"0\r\n\r\n")


async def main() -> None:
    """Listen on a free port and print the URL as the first line."""
    if len(sys.argv) > 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(sys.argv[1])})
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, hard) if hard > 0 else 8192, hard))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0, backlog=4096)
    port = server.sockets[0].getsockname()[1]
    print(f"http://127.0.0.1:{port}", flush=True)
    # Standard input is closed when the process that started this one ends, however it ends.
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
