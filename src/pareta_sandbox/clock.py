"""The sandbox's clock: one clock with an adjustable speed, and the only module that waits.

One sandbox second lasts `1 / speed` real seconds. This holds for everything: the stages of a deploy, the length of a
task run, the `timeout` of a long poll, the 570 s after which a run's event stream is closed. At speed 0 the clock moves
only with `advance`, so that a test can examine every moment. The calendar starts at a fixed date, so two runs with one
seed differ only in how far their clocks have come.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

CALENDAR_START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

# By how many seconds the calendar is wrong for the current request. A fault sets it.
calendar_shift: ContextVar[float] = ContextVar("calendar_shift", default=0.0)


class SandboxClock:
    """Sandbox seconds since the start, derived from the machine's monotonic clock."""

    def __init__(self, speed: float = 1.0) -> None:
        check_speed(speed)
        self.speed = speed
        self._started = time.monotonic()
        self._jumps = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._jumped = asyncio.Event()

    def now(self) -> float:
        """Return the sandbox seconds since the start."""
        return self._jumps + (time.monotonic() - self._started) * self.speed

    def advance(self, seconds: float) -> None:
        """Jump ahead, and wake every wait that is over by then. Safe to call from any thread.

        Raises:
            ValueError: `seconds` is negative or not finite.
        """
        if not (math.isfinite(seconds) and seconds >= 0):
            raise ValueError("seconds must be a finite number, 0 or more")
        self._jumps += seconds
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake)

    async def sleep_until(self, instant: float) -> None:
        """Wait until the clock shows `instant`. Return at once if it already does."""
        self._loop = asyncio.get_running_loop()
        while (left := instant - self.now()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left / self.speed if self.speed else None):
                    await self._jumped.wait()

    def _wake(self) -> None:
        self._jumped.set()
        self._jumped = asyncio.Event()


def check_speed(speed: float) -> None:
    """Raise ValueError if `speed` is negative or not finite."""
    if not (math.isfinite(speed) and speed >= 0):
        raise ValueError("speed must be a finite number, 0 or more")


def rfc3339(instant: float) -> str:
    """Return a sandbox instant as both APIs write it: RFC 3339 with microseconds and `Z`."""
    text = (CALENDAR_START + timedelta(seconds=instant + calendar_shift.get())).isoformat(
        timespec="microseconds"
    )
    return text.replace("+00:00", "Z")


def unix_seconds(instant: float) -> int:
    """Return a sandbox instant as a Unix time in whole seconds."""
    return int(CALENDAR_START.timestamp() + instant + calendar_shift.get())
