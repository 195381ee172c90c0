"""CPU time, wall time and the memory of the process."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Awaitable, Callable


def timed(work: Callable[[], object], times: int) -> dict[str, float]:
    """Call `work` `times` times; return the seconds of CPU and wall time per call."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(times):
        work()
    return {
        "cpu": (time.process_time() - cpu) / times,
        "wall": (time.perf_counter() - wall) / times,
    }


async def atimed(work: Callable[[], Awaitable[object]], times: int) -> dict[str, float]:
    """Await `work()` `times` times, one by one; return the seconds of CPU and wall time per call."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(times):
        await work()
    return {
        "cpu": (time.process_time() - cpu) / times,
        "wall": (time.perf_counter() - wall) / times,
    }


def resident() -> float:
    """Return the resident memory of this process, in bytes."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        return float(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
