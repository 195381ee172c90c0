"""Serve in the foreground, for the command lines: until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable


def run_until_signal(serve: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run a server until the process is interrupted or terminated.

    Args:
        serve: Serves until the event that it gets is set.
    """

    async def run() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, stop.set)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda _number, _frame: loop.call_soon_threadsafe(stop.set))
        await serve(stop)

    with contextlib.suppress(KeyboardInterrupt):  # before the loop handled it
        asyncio.run(run())


def positive_number(text: str) -> float:
    """Return a positive number of the command line.

    Raises:
        ArgumentTypeError: It is not one.
    """
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError("must be a positive number")
    return value
