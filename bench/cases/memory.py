"""The memory of a 2 MB response: its peak while it is decoded and read, and what the result holds afterwards."""

from __future__ import annotations

import gc
import time
import tracemalloc
from typing import Any

from bench.cases.timing import resident

Numbers = dict[str, float]


def big(sdk: Any, url: str, size: int) -> Numbers:
    """Trace Python's allocations, in a new process."""
    with sdk.client(f"{url}/b{size}") as client:
        sdk.big(client)  # what is loaded on first use is not part of the response
        gc.collect()
        tracemalloc.start()
        held = sdk.big(client)
        gc.collect()
        now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert held is not None
    return {"peak": float(peak), "held": float(now)}


def clients(sdk: Any, url: str, count: int) -> dict[str, tuple[float, float]]:
    """Keep `count` clients, each with one response: the seconds they took, the bytes by which the process grew."""
    with sdk.client(f"{url}/small") as client:
        sdk.get(client)
    gc.collect()
    base, begun = resident(), time.perf_counter()
    kept = [sdk.client(f"{url}/small") for _ in range(count)]
    for client in kept:
        sdk.get(client)
    return {"both": (time.perf_counter() - begun, max(resident() - base, 4096.0))}
