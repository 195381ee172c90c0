"""Small calls, their responses read: one by one, a hundred at once, a thousand runs created and waited for."""

from __future__ import annotations

import asyncio
from typing import Any

from bench.cases.timing import atimed, timed

Numbers = dict[str, float]


def sync_get(sdk: Any, url: str, times: int) -> Numbers:
    """A small GET."""
    return _sync(sdk, url, sdk.get, times)


def sync_post(sdk: Any, url: str, times: int) -> Numbers:
    """A small POST."""
    return _sync(sdk, url, sdk.post, times)


def _sync(sdk: Any, url: str, call: Any, times: int) -> Numbers:
    with sdk.client(url) as client:
        for _ in range(5):
            call(client)
        return timed(lambda: call(client), times)


def async_get(sdk: Any, url: str, times: int) -> Numbers:
    """A small GET, awaited."""
    return asyncio.run(_async(sdk, url, sdk.aget, times))


def async_post(sdk: Any, url: str, times: int) -> Numbers:
    """A small POST, awaited."""
    return asyncio.run(_async(sdk, url, sdk.apost, times))


async def _async(sdk: Any, url: str, call: Any, times: int) -> Numbers:
    async with sdk.async_client(url) as client:
        for _ in range(5):
            await call(client)
        return await atimed(lambda: call(client), times)


def at_once(sdk: Any, url: str, calls: int, times: int) -> Numbers:
    """GETs gathered on one client; the numbers are for one call."""

    async def measured() -> Numbers:
        async with sdk.async_client(url) as client:

            async def together() -> None:
                await asyncio.gather(*(sdk.aget(client) for _ in range(calls)))

            await together()
            return await atimed(together, times)

    return {name: seconds / calls for name, seconds in asyncio.run(measured()).items()}


def executes(sdk: Any, url: str, calls: int, hold: int) -> Numbers:
    """Runs created and waited for, gathered on one client; the numbers are for all of them.

    The server sends each result after `hold` milliseconds, like a long poll, so the requests must be open at once.
    """

    async def measured() -> Numbers:
        async with sdk.async_client(f"{url}/w{hold}") as client:
            await sdk.execute(client)

            async def together() -> None:
                await asyncio.gather(*(sdk.execute(client) for _ in range(calls)))

            return await atimed(together, 1)

    return asyncio.run(measured())
