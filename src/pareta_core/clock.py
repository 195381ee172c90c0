"""Time, chance and waiting, as things that a test can replace. The one twin that is written by hand."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from pareta_core import sockets

T = TypeVar("T")


class _Time:
    """What both clocks tell."""

    def monotonic(self) -> float:
        """Seconds that only ever go forward; for deadlines."""
        return time.monotonic()

    def now(self) -> float:
        """The time of day, seconds since the epoch; for HTTP dates."""
        return time.time()

    def random(self) -> float:
        """A number in [0, 1), for jitter."""
        return random.random()


class Clock(_Time):
    """What blocking code waits with."""

    @staticmethod
    def home() -> object:
        """What connections belong to: this process."""
        return os.getpid()

    @staticmethod
    def within(seconds: float) -> AbstractContextManager[object]:
        """Ends what is read meanwhile, on a connection of our own, once so much time has passed in all."""
        return sockets.within(seconds)

    def sleep(self, seconds: float) -> None:
        """Waits."""
        time.sleep(seconds)

    def run_blocking(self, function: Callable[[], T]) -> T:
        """Runs a function that blocks (reading a file)."""
        return function()


class AsyncClock(_Time):
    """What async code waits with: works under asyncio and trio."""

    @staticmethod
    def home() -> object:
        """What connections belong to: this process, and the event loop that runs now."""
        import asyncio

        try:
            return os.getpid(), asyncio.get_running_loop()
        except RuntimeError:
            import anyio.lowlevel

            return os.getpid(), anyio.lowlevel.current_token()

    @staticmethod
    def within(seconds: float) -> AbstractContextManager[object]:
        """Ends what is done meanwhile with a `TimeoutError` once so much time has passed in all."""
        import anyio

        return anyio.fail_after(seconds)

    async def sleep(self, seconds: float) -> None:
        """Waits, and lets others run meanwhile."""
        import anyio

        await anyio.sleep(seconds)

    async def run_blocking(self, function: Callable[[], T]) -> T:
        """Runs a function that blocks (reading a file) in a thread, so that the event loop goes on."""
        import anyio.to_thread

        return await anyio.to_thread.run_sync(function)
