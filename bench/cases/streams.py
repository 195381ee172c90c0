"""Streams of server-sent events, every event read: the cost of an event, the first token, the growth of memory."""

from __future__ import annotations

import asyncio
import gc
import time
from typing import Any

from bench.cases.timing import atimed, resident, timed

Numbers = dict[str, float]


def sync_events(sdk: Any, url: str, per_chunk: int, events: int) -> Numbers:
    """Read a stream to its end; the numbers are for one event."""
    return _sync(sdk, sdk.stream, url, per_chunk, events)


def async_events(sdk: Any, url: str, per_chunk: int, events: int) -> Numbers:
    """Read a stream to its end, async."""
    return asyncio.run(_async(sdk, sdk.astream, url, per_chunk, events))


def sync_deploy(sdk: Any, url: str, per_chunk: int, events: int) -> Numbers:
    """Read a stream of named events to its end: `event: progress`, and one `event: complete`."""
    return _sync(sdk, sdk.deploy, url, per_chunk, events)


def async_deploy(sdk: Any, url: str, per_chunk: int, events: int) -> Numbers:
    """Read a stream of named events to its end, async."""
    return asyncio.run(_async(sdk, sdk.adeploy, url, per_chunk, events))


def _sync(sdk: Any, stream: Any, url: str, per_chunk: int, events: int) -> Numbers:
    def read() -> None:
        seen = sum(1 for _ in stream(client))
        assert seen >= events, f"{seen} of {events} events"

    with sdk.client(f"{url}/e{events}-{per_chunk}-0") as client:
        read()
        return {name: seconds / events for name, seconds in timed(read, 1).items()}


async def _async(sdk: Any, stream: Any, url: str, per_chunk: int, events: int) -> Numbers:
    async def read() -> None:
        seen = 0
        async for _ in stream(client):
            seen += 1
        assert seen >= events, f"{seen} of {events} events"

    async with sdk.async_client(f"{url}/e{events}-{per_chunk}-0") as client:
        await read()
        return {name: seconds / events for name, seconds in (await atimed(read, 1)).items()}


def first_token(sdk: Any, url: str, times: int) -> Numbers:
    """Time from the call to the first of 50 tokens, which the server sends 20 ms apart; the median of `times`."""

    async def once(client: Any) -> float:
        begun = time.perf_counter()
        events = sdk.astream(client)
        try:
            while not await anext(events):
                pass  # some streams begin with events without text
            return time.perf_counter() - begun
        finally:
            await events.aclose()

    async def measured() -> list[float]:
        async with sdk.async_client(f"{url}/e50-1-20") as client:
            await once(client)
            return [await once(client) for _ in range(times)]

    seen = sorted(asyncio.run(measured()))
    return {"wall": seen[len(seen) // 2], "least": seen[0]}


async def growth(sdk: Any, url: str, events: int) -> list[float]:
    """Return by how many bytes the process has grown, after each thousand events of an async stream.

    Counted from before the call, so that an SDK shows if it collects the whole stream before it yields an event.
    """
    grown: list[float] = []
    seen = 0
    async with sdk.async_client(f"{url}/e{events}-16-0") as client:
        gc.collect()
        base = resident()
        async for _ in sdk.astream(client):
            seen += 1
            if seen % 1_000 == 1:
                grown.append(resident() - base)
        grown.append(resident() - base)
    assert seen >= events
    return grown


async def long_growth(sdk: Any, url: str, events: int) -> list[float]:
    """Return the growth beyond what any stream needs and what is loaded on first use."""
    await growth(sdk, url, 10_000)
    return await growth(sdk, url, events)


def stream_memory(sdk: Any, url: str, events: int) -> Numbers:
    """Return the largest growth of the process, which must be a new one."""
    return {"memory": max(0.0, *asyncio.run(long_growth(sdk, url, events)))}
