"""CPU and wall time of a piece of work, and the memory of the process. No case lives here."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Awaitable, Callable


def timed(work: Callable[[], object], times: int) -> dict[str, float]:
    """Calls it so often; seconds of CPU and of wall time a call."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(times):
        work()
    return {
        "cpu": (time.process_time() - cpu) / times,
        "wall": (time.perf_counter() - wall) / times,
    }


async def atimed(work: Callable[[], Awaitable[object]], times: int) -> dict[str, float]:
    """As `timed`, one after the other."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(times):
        await work()
    return {
        "cpu": (time.process_time() - cpu) / times,
        "wall": (time.perf_counter() - wall) / times,
    }


def resident() -> float:
    """Bytes of this process that are in memory."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        return float(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
