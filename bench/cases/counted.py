"""The cases whose instructions are counted, each repeated a given number of times. Nothing is measured here."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from importlib import import_module
from typing import Any

_OF_100_KB = ("models", "leaderboard", "eval_run", "result")


def repeat(adapter: str, url: str, case: str, times: int) -> None:
    """Run the case `times` times; a stream has that many events, and its case's name says how many in each chunk."""
    sdk = import_module(f"bench.adapters.{adapter}")
    gc.disable()  # its runs would depend on chance
    if case == "further":
        for _ in range(times):
            with sdk.client(url):
                pass
        return
    name, per_chunk = (case, "") if case in _OF_100_KB else case.partition("_")[::2]
    call = getattr(sdk, name)
    if name in _OF_100_KB:
        address = f"{url}/b100000"
    else:
        address = f"{url}/e{times}-{per_chunk}-0" if per_chunk else f"{url}/small"
    if name.startswith("a"):
        asyncio.run(_awaited(sdk.async_client(address), call, 1 if per_chunk else times))
        return
    with sdk.client(address) as client:
        if per_chunk:
            for _ in call(client):
                pass
            return
        for _ in range(times):
            call(client)


async def _awaited(opened: Any, call: Callable[[Any], Any], times: int) -> None:
    async with opened as client:
        for _ in range(times):
            response = call(client)
            if hasattr(response, "__aiter__"):
                async for _ in response:
                    pass
            else:
                await response
