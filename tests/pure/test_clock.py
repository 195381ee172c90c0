"""The clock of async code, as far as it starts tasks of its own."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any

from pareta_core.clock import AsyncClock


def test_what_runs_soon_is_not_collected_while_it_waits() -> None:
    waiting: list[weakref.ref[asyncio.Future[None]]] = []
    closed: list[bool] = []

    async def close() -> None:
        # Nothing else holds the future, so that it keeps no task alive.
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting.append(weakref.ref(future))
        await future
        closed.append(True)

    async def main() -> None:
        AsyncClock.run_soon(AsyncClock.home(), close)
        for _ in range(5):
            await asyncio.sleep(0)
        gc.collect()
        future: Any = waiting[0]()
        assert future is not None, "the task was collected"
        future.set_result(None)
        for _ in range(5):
            await asyncio.sleep(0)

    asyncio.run(main())
    assert closed == [True]
