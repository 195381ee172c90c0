"""Streams of server-sent events: the cost of an event, the first token, what a long stream leaves in memory."""

from __future__ import annotations

import asyncio
import gc
import time
from typing import Any

from bench.cases.timing import atimed, resident, timed

Numbers = dict[str, float]


def sync_events(sdk: Any, url: str, per_chunk: int, events: int) -> Numbers:
    """Every event of a stream read; the figure is that of one."""

    def read() -> None:
        seen = sum(1 for _ in sdk.stream(client))
        assert seen >= events, f"{seen} of {events} events"

    with sdk.client(f"{url}/e{events}-{per_chunk}-0") as client:
        read()
        return {name: seconds / events for name, seconds in timed(read, 1).items()}


def async_events(sdk: Any, url: str, per_chunk: int, events: int) -> Numbers:
    """The same, awaited."""

    async def measured() -> Numbers:
        async def read() -> None:
            seen = 0
            async for _ in sdk.astream(client):
                seen += 1
            assert seen >= events, f"{seen} of {events} events"

        async with sdk.async_client(f"{url}/e{events}-{per_chunk}-0") as client:
            await read()
            return await atimed(read, 1)

    return {name: seconds / events for name, seconds in asyncio.run(measured()).items()}


def first_token(sdk: Any, url: str, times: int) -> Numbers:
    """From the call to the first of 50 tokens, which the server sends 20 ms apart; the least of so many."""

    async def once(client: Any) -> float:
        begun = time.perf_counter()
        events = sdk.astream(client)
        try:
            while not await anext(events):
                pass  # the first events of some streams hold no text
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
    """By how many bytes the process has grown, after each thousand events of an async stream.

    Counted from before the call, so that an SDK which collects the answer before it gives the first event is seen.
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
    """The same, without what a stream needs however long it is, and without what is loaded on first use.

    A faster JSON parser is loaded once a megabyte was read.
    """
    await growth(sdk, url, 10_000)
    return await growth(sdk, url, events)


def stream_memory(sdk: Any, url: str, events: int) -> Numbers:
    """By how much the process grows, at the most. In a process of its own."""
    return {"memory": max(0.0, *asyncio.run(long_growth(sdk, url, events)))}
