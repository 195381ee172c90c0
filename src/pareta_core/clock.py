"""Time, randomness and waiting, which a test can replace. The one twin that is written by hand."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")


class _Time:
    """The methods that both clocks have."""

    def monotonic(self) -> float:
        """Return seconds that only ever grow, for deadlines."""
        return time.monotonic()

    def now(self) -> float:
        """Return the time of day in seconds since the epoch, for HTTP dates."""
        return time.time()

    def random(self) -> float:
        """Return a number in [0, 1), for jitter."""
        return random.random()


class Clock(_Time):
    """What blocking code waits with."""

    @staticmethod
    def home() -> object:
        """Return what connections belong to: this process."""
        return os.getpid()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def run_blocking(self, function: Callable[[], T]) -> T:
        """Run a function that blocks, such as one that reads a file."""
        return function()


class AsyncClock(_Time):
    """What async code waits with, under asyncio and trio."""

    @staticmethod
    def home() -> object:
        """Return what connections belong to: this process and the event loop that runs now."""
        import asyncio

        try:
            return os.getpid(), asyncio.get_running_loop()
        except RuntimeError:
            import trio.lowlevel

            return os.getpid(), trio.lowlevel.current_trio_token()

    @staticmethod
    def run_soon(home: Any, function: Callable[[], Awaitable[None]]) -> None:
        """Run an async function on its event loop, from any thread and without waiting for it.

        For objects that are garbage-collected. Nothing is run if the loop has ended or belongs to another process.

        Args:
            home: What `home` returned there.
            function: Closes something.
        """
        process, loop = home
        if process != os.getpid():
            return
        with suppress(RuntimeError):  # the loop has ended
            if hasattr(loop, "call_soon_threadsafe"):
                loop.call_soon_threadsafe(_start_task, loop, function)
            else:
                import trio.lowlevel

                loop.run_sync_soon(trio.lowlevel.spawn_system_task, function)

    async def sleep(self, seconds: float) -> None:
        """Wait, and let others run meanwhile."""
        import anyio

        await anyio.sleep(seconds)

    async def run_blocking(self, function: Callable[[], T]) -> T:
        """Run a function that blocks, such as one that reads a file, in a thread."""
        import anyio.to_thread

        return await anyio.to_thread.run_sync(function)


# An event loop itself keeps no task alive.
_tasks: set[asyncio.Task[None]] = set()


def _start_task(loop: asyncio.AbstractEventLoop, function: Callable[[], Any]) -> None:
    task: asyncio.Task[None] = loop.create_task(function())
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
