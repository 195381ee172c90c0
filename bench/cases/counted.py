"""The cases whose instructions are counted, each repeated a given number of times. Nothing is measured here."""

from __future__ import annotations

import asyncio
import gc
from importlib import import_module
from typing import Any


def repeat(adapter: str, url: str, case: str, times: int) -> None:
    """Run the case `times` times; a stream has that many events, ten in each chunk."""
    sdk = import_module(f"bench.adapters.{adapter}")
    gc.disable()  # its runs would depend on chance
    if case in ("models", "result"):
        with sdk.client(f"{url}/b100000") as client:
            for _ in range(times):
                getattr(sdk, case)(client)
    elif case in ("get", "post"):
        with sdk.client(f"{url}/small") as client:
            for _ in range(times):
                getattr(sdk, case)(client)
    elif case == "event":
        with sdk.client(f"{url}/e{times}-10-0") as client:
            for _ in sdk.stream(client):
                pass
    else:
        asyncio.run(_awaited(sdk, url, case, times))


async def _awaited(sdk: Any, url: str, case: str, times: int) -> None:
    if case == "aevent":
        async with sdk.async_client(f"{url}/e{times}-10-0") as client:
            async for _ in sdk.astream(client):
                pass
        return
    async with sdk.async_client(f"{url}/small") as client:
        for _ in range(times):
            await getattr(sdk, case)(client)
