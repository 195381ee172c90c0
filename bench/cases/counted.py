"""The cases whose instructions are counted, each repeated a given number of times. Nothing is measured here."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from importlib import import_module
from typing import Any

# The calls whose response has a size: the case, the call, the bytes.
_SIZED = {
    "models": ("models", 100_000),
    "leaderboard": ("leaderboard", 100_000),
    "eval_run": ("eval_run", 100_000),
    "result": ("result", 100_000),
    "models_2m": ("models", 2_000_000),
    "eval_run_2m": ("eval_run", 1_950_000),
    "result_2m": ("result", 2_000_000),
}


def repeat(adapter: str, url: str, case: str, times: int) -> None:
    """Run the case `times` times; a stream has that many events, and its case's name says how many in each chunk."""
    sdk = import_module(f"bench.adapters.{adapter}")
    gc.disable()  # its runs would depend on chance
    if case in ("further", "further_response"):
        for _ in range(times):
            with sdk.client(f"{url}/small") as client:
                if case == "further_response":
                    sdk.get(client)
        return
    if case in _SIZED:
        name, size = _SIZED[case]
        per_chunk, address = "", f"{url}/b{size}"
    else:
        name, _, per_chunk = case.partition("_")
        address = f"{url}/e{times}-{per_chunk}-0" if per_chunk else f"{url}/small"
    call = getattr(sdk, name)
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
