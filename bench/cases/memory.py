"""What an answer of 2 MB takes: at the most while it is read, and as long as the caller holds it."""

from __future__ import annotations

import gc
import time
import tracemalloc
from typing import Any

from bench.cases.timing import resident

Numbers = dict[str, float]


def big(sdk: Any, url: str, size: int) -> Numbers:
    """By Python's own count of what it has given out. In a process of its own."""
    with sdk.client(f"{url}/b{size}") as client:
        sdk.big(client)  # what is loaded on first use, or after a megabyte of JSON, is not the answer's
        gc.collect()
        tracemalloc.start()
        held = sdk.big(client)
        gc.collect()
        now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert held is not None
    return {"peak": float(peak), "held": float(now)}


def clients(sdk: Any, url: str, count: int) -> dict[str, tuple[float, float]]:
    """So many clients, each with one answer, all kept: seconds, and bytes by which the process grew."""
    with sdk.client(f"{url}/small") as client:
        sdk.get(client)
    gc.collect()
    base, begun = resident(), time.perf_counter()
    kept = [sdk.client(f"{url}/small") for _ in range(count)]
    for client in kept:
        sdk.get(client)
    return {"both": (time.perf_counter() - begun, max(resident() - base, 4096.0))}
