"""The cases whose instructions are counted: each a piece of work, so many times. Nothing is measured in here."""

from __future__ import annotations

import asyncio
import gc
from importlib import import_module
from typing import Any

from bench import answers


def repeat(adapter: str, url: str, case: str, times: int) -> None:
    """Does the case; streams have so many events, ten in a chunk."""
    sdk = import_module(f"bench.adapters.{adapter}")
    gc.disable()  # when it runs would be left to chance
    if case == "decode":
        body = answers.result(100_000)
        for _ in range(times):
            sdk.decode(body)
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
