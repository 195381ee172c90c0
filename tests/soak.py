"""A soak: many calls, streams that are left early, clients that are opened and closed, and a look at what stays.

`make soak` runs it at full length: 100,000 calls and 1,000 streams, half of them sync, half async.
`tests/contract/test_soak.py` runs a short form. The server is a few lines in a process of its own, so what is counted
here is what the clients leave. Garbage is collected at a look and not by hand between two; nothing is asserted about
time.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import multiprocessing
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parallel import AsyncParallel, Parallel
from pareta import AsyncPareta, Pareta

KEYS = {"pareta": "pareta_sk_soak", "parallel": "parallel_soak"}
MESSAGES = [{"role": "user", "content": "Say hello."}]

# Growth that is taken for noise: an allocator's slack, caches that fill. A leak of 100 bytes a call is 10 MB.
RSS_SLACK_KB = 6_000
# So many streams that were left are held on to: what is freed only because it is dropped shows as open sockets.
HELD = 10


# --- the server, in a process of its own


def _json(body: Any, status: int = 200) -> bytes:
    content = json.dumps(body).encode()
    head = (
        f"HTTP/1.1 {status} Fine\r\ncontent-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def _event(data: Any, name: str = "") -> bytes:
    return (f"event: {name}\n" if name else "").encode() + b"data: " + json.dumps(data).encode() + b"\n\n"


RUN = {"run_id": "trun_1", "status": "running", "is_active": True, "processor": "base"} | dict.fromkeys(
    ("created_at", "modified_at")
)
CHAT = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "ep_1",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello."}}],
}
TOKEN = {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "a"}}]}
ANSWERS = {
    b"GET /v1/models": _json({"object": "list", "data": [{"id": "ep_1", "object": "model"}]}),
    b"GET /v1/tasks/runs/trun_1": _json(RUN),
    b"POST /v1/tasks/runs": _json(RUN),
    b"POST /v1/chat/completions": _json(CHAT),
    b"GET /v1/endpoints/ep_nowhere": _json({"detail": "there is none"}, 404),
}
# Two whole events and half of one, then nothing: whoever reads on waits.
ENDLESS = {
    b"POST /v1/chat/completions": 2 * _event(TOKEN) + b"data: {",
    b"POST /v1/endpoints": 2 * _event({"stage": "starting"}, "progress") + b"event: pro",
    b"GET /v1/tasks/runs/trun_1/events": _event({"type": "task_run.state", "run": RUN})
    + _event({"type": "task_run.progress_msg.exec_status", "message": "on", "timestamp": None})
    + b"data: {",
}
STREAM_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


async def _converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
            body = await reader.readexactly(length)
            route = b" ".join(head.split(b"\r\n", 1)[0].split(b" ")[:2]).partition(b"?")[0]
            endless = ENDLESS.get(route)
            if endless is not None and (route != b"POST /v1/chat/completions" or b'"stream"' in body):
                writer.write(STREAM_HEAD + b"%x\r\n%b\r\n" % (len(endless), endless))
                await reader.read(1)  # until the caller hangs up
                break
            writer.write(ANSWERS[route])
            await writer.drain()
    writer.close()


def _serve(pipe: Any) -> None:
    """Run as the server's process: send the port, serve, and send the number of open connections when asked."""

    async def main() -> None:
        server = await asyncio.start_server(_counted, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        loop = asyncio.get_running_loop()
        while await loop.run_in_executor(None, pipe.recv):
            pipe.send(len(lines))

    lines: set[asyncio.StreamWriter] = set()

    async def _counted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.add(writer)
        try:
            await _converse(reader, writer)
        finally:
            lines.discard(writer)

    asyncio.run(main())


class SoakServer:
    """The server's process, seen from here."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self.url: str = f"http://127.0.0.1:{self._pipe.recv()}"

    def connections(self) -> int:
        """Return how many the server has open."""
        self._pipe.send(True)
        return int(self._pipe.recv())

    def stop(self) -> None:
        """End the process."""
        self._pipe.send(False)
        self._process.join(10)
        self._process.close()
        self._pipe.close()


# --- what is looked at


def rss_kb() -> int:
    """Return the memory of this process that is in use now, not its highest."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def open_files() -> int:
    """Return the number of descriptors of this process: sockets, pipes, selectors."""
    return len(list(Path("/proc/self/fd").iterdir())) - 1  # the folder itself


def open_sockets() -> int:
    """Return the number of sockets of this process, by what its descriptors are."""
    found = 0
    for each in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found += str(each.readlink()).startswith("socket:")
    return found


@dataclass(frozen=True)
class Look:
    """What there was after so many calls."""

    calls: int
    seconds: float
    rss_kb: int
    sockets: int
    files: int
    threads: int
    objects: int

    @classmethod
    def now(cls, calls: int, began: float) -> Look:
        gc.collect()
        return cls(
            calls=calls,
            seconds=time.monotonic() - began,
            rss_kb=rss_kb(),
            sockets=open_sockets(),
            files=open_files(),
            threads=threading.active_count(),
            objects=len(gc.get_objects()),
        )


# --- what is done


@dataclass
class Tally:
    """What has been done so far."""

    calls: int = 0
    streams: int = 0
    clients: int = 0


class Mistake(Exception):
    """A mistake in a program, in the middle of a stream."""


def plain_calls(pa: Pareta, tasks: Parallel) -> int:
    """Make one round of calls of several kinds. Return how many they were."""
    pa.models.list()
    pa.chat.completions.create(model="ep_1", messages=MESSAGES)
    tasks.task_run.retrieve("trun_1")
    tasks.task_run.create(input="a", processor="base")
    with contextlib.suppress(Exception):
        pa.endpoints.retrieve("ep_nowhere")
    return 5


async def plain_async_calls(pa: AsyncPareta, tasks: AsyncParallel) -> int:
    """Make the calls of `plain_calls`, two of them at once."""
    await asyncio.gather(pa.models.list(), tasks.task_run.retrieve("trun_1"))
    await pa.chat.completions.create(model="ep_1", messages=MESSAGES)
    await tasks.task_run.create(input="a", processor="base")
    with contextlib.suppress(Exception):
        await pa.endpoints.retrieve("ep_nowhere")
    return 5


def left_stream(pa: Pareta, tasks: Parallel, number: int) -> object:
    """Open a stream and leave it early, each time in another way. Return the stream, so that it is kept."""
    opened: Callable[[], Any] = [
        lambda: pa.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True),
        lambda: pa.endpoints.deploy(task="t"),
        lambda: tasks.task_run.events("trun_1"),
    ][number % 3]
    way = number // 3 % 3
    stream = opened()
    with contextlib.suppress(Mistake), stream:
        for _ in stream:
            if way == 0:
                break
            if way == 1:
                stream.close()
                break
            raise Mistake
    return stream


async def left_async_stream(pa: AsyncPareta, tasks: AsyncParallel, number: int) -> object:
    """Leave a stream as `left_stream` does; cancel every fourth while it waits for the rest of an event."""
    opened: Callable[[], Any] = [
        lambda: pa.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True),
        lambda: pa.endpoints.deploy(task="t"),
        lambda: tasks.task_run.events("trun_1"),
    ][number % 3]
    way, seen = number // 3 % 4, asyncio.Event()

    stream = await opened()

    async def read() -> None:
        events = 0
        with contextlib.suppress(Mistake):
            async with stream:
                async for _ in stream:
                    events += 1
                    if way == 0:
                        break
                    if way == 1:
                        await stream.aclose()
                        break
                    if way == 2:
                        raise Mistake
                    if events == 2:
                        seen.set()

    task = asyncio.create_task(read())
    if way == 3:
        await seen.wait()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    else:
        await task
    return stream


# --- the whole


Looks = list[Look]


def soak_sync(url: str, calls: int, streams: int, looks: int, clients_every: int) -> tuple[Looks, Tally]:
    """Return the blocking clients."""
    tally, found, began = Tally(), Looks(), time.monotonic()
    held = deque[object](maxlen=HELD)
    pa, tasks = _sync_clients(url)
    stream_every = max(1, calls // max(1, streams))
    try:
        while tally.calls < calls:
            tally.calls += plain_calls(pa, tasks)
            while tally.streams < min(streams, tally.calls // stream_every):
                held.append(left_stream(pa, tasks, tally.streams))
                tally.streams += 1
            if tally.calls // clients_every > tally.clients:
                pa.close()
                tasks.close()
                pa, tasks = _sync_clients(url)
                tally.clients += 1
            if tally.calls * looks // calls > len(found):
                found.append(Look.now(tally.calls, began))
    finally:
        pa.close()
        tasks.close()
    held.clear()
    found.append(Look.now(tally.calls, began))
    return found, tally


async def _soak_async(url: str, calls: int, streams: int, looks: int, every: int) -> tuple[Looks, Tally]:
    tally, found, began = Tally(), Looks(), time.monotonic()
    held = deque[object](maxlen=HELD)
    pa, tasks = _async_clients(url)
    stream_every = max(1, calls // max(1, streams))
    try:
        while tally.calls < calls:
            tally.calls += await plain_async_calls(pa, tasks)
            while tally.streams < min(streams, tally.calls // stream_every):
                held.append(await left_async_stream(pa, tasks, tally.streams))
                tally.streams += 1
            if tally.calls // every > tally.clients:
                await pa.aclose()
                await tasks.aclose()
                pa, tasks = _async_clients(url)
                tally.clients += 1
            if tally.calls * looks // calls > len(found):
                found.append(Look.now(tally.calls, began))
    finally:
        await pa.aclose()
        await tasks.aclose()
    held.clear()
    for _ in range(200):  # generators that are dropped get a moment of the loop to end in
        await asyncio.sleep(0)
    if strangers := asyncio.all_tasks() - {asyncio.current_task()}:
        raise AssertionError(f"tasks are left: {strangers}")
    return found, tally


def soak_async(url: str, calls: int, streams: int, looks: int, clients_every: int) -> tuple[Looks, Tally]:
    """Return the async clients, in one event loop."""
    began = time.monotonic()
    found, tally = asyncio.run(_soak_async(url, calls, streams, looks, clients_every))
    found.append(Look.now(tally.calls, began))
    return found, tally


def _sync_clients(url: str) -> tuple[Pareta, Parallel]:
    return (
        Pareta(api_key=KEYS["pareta"], base_url=url),
        Parallel(api_key=KEYS["parallel"], base_url=url),
    )


def _async_clients(url: str) -> tuple[AsyncPareta, AsyncParallel]:
    return (
        AsyncPareta(api_key=KEYS["pareta"], base_url=url),
        AsyncParallel(api_key=KEYS["parallel"], base_url=url),
    )


def complaints(before: Look, found: Looks, *, rss_slack_kb: float = RSS_SLACK_KB) -> list[str]:
    """Return what is wrong: what is still open at the end, and what has grown since the first look."""
    first, last, during = found[0], found[-1], found[:-1]
    wrong: list[str] = []
    for name in ("sockets", "files", "threads"):
        had, has = getattr(before, name), getattr(last, name)
        if has > had:
            wrong.append(f"{has - had} {name} are left at the end")
    if len({each.sockets for each in during}) > 3 or max(each.sockets for each in during) > first.sockets + 2:
        wrong.append(f"sockets come and do not go: {[each.sockets for each in during]}")
    if last.rss_kb - first.rss_kb > rss_slack_kb:
        wrong.append(f"memory grew by {last.rss_kb - first.rss_kb} kB after warm-up")
    if last.objects > first.objects + 500:
        wrong.append(f"{last.objects - first.objects} objects more than after warm-up")
    return wrong


def table(title: str, found: Looks) -> str:
    """For people."""
    lines = [
        f"{title:<8} {'calls':>8} {'seconds':>8} {'rss kB':>8} {'sockets':>8} {'threads':>8} {'objects':>8}"
    ]
    lines += [
        f"{'':<8} {each.calls:>8} {each.seconds:>8.1f} {each.rss_kb:>8} {each.sockets:>8} {each.threads:>8}"
        f" {each.objects:>8}"
        for each in found
    ]
    return "\n".join(lines)


def main() -> int:
    """Return both halves at the length that was asked for; 1 if something has grown."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0] if __doc__ else None)
    parser.add_argument("--calls", type=int, default=100_000, help="of both kinds of clients together")
    parser.add_argument("--streams", type=int, default=1_000, help="left early, of both together")
    parser.add_argument("--clients-every", type=int, default=5_000, help="new clients after so many calls")
    given = parser.parse_args()
    server = SoakServer()
    wrong: list[str] = []
    try:
        for title, soak in (("sync", soak_sync), ("async", soak_async)):
            before = Look.now(0, time.monotonic())
            found, tally = soak(server.url, given.calls // 2, given.streams // 2, 10, given.clients_every)
            print(table(title, found))
            print(
                f"{tally.calls} calls, {tally.streams} streams left early, {tally.clients} times new clients\n"
            )
            wrong += [f"{title}: {each}" for each in complaints(before, found)]
        if open_there := server.connections():
            wrong.append(f"the server has {open_there} connections open")
    finally:
        server.stop()
    print("\n".join(wrong) or "Memory is flat, and no socket is left open.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
