"""The sandbox's own time: one clock with a speed, and the only place that waits. No state of the two APIs here.

One sandbox second is `1 / speed` wall seconds, for everything: the stages of a deploy, the length of a task
run, the `timeout` of a long poll, the 570 s after which a run's event stream is closed. At speed 0 the clock stands
still and moves only by `advance`, so that a test can look at every moment. The calendar starts at a fixed instant:
two runs with one seed differ in nothing but how far their clocks have come.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

CALENDAR_START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

# By how many seconds the calendar is wrong for the request that is being answered: a fault sets it.
calendar_shift: ContextVar[float] = ContextVar("calendar_shift", default=0.0)


class SandboxClock:
    """Sandbox seconds since the start, told from the machine's monotonic clock."""

    def __init__(self, speed: float = 1.0) -> None:
        check_speed(speed)
        self.speed = speed
        self._started = time.monotonic()
        self._jumps = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._jumped = asyncio.Event()

    def now(self) -> float:
        return self._jumps + (time.monotonic() - self._started) * self.speed

    def advance(self, seconds: float) -> None:
        """Jump ahead. From any thread; whoever waits looks at the clock again."""
        if not (math.isfinite(seconds) and seconds >= 0):
            raise ValueError("seconds must be a finite number, 0 or more")
        self._jumps += seconds
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake)

    async def sleep_until(self, instant: float) -> None:
        """Return once the clock shows `instant`; at once when it already does."""
        self._loop = asyncio.get_running_loop()
        while (left := instant - self.now()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left / self.speed if self.speed else None):
                    await self._jumped.wait()

    def _wake(self) -> None:
        self._jumped.set()
        self._jumped = asyncio.Event()


def check_speed(speed: float) -> None:
    if not (math.isfinite(speed) and speed >= 0):
        raise ValueError("speed must be a finite number, 0 or more")


def rfc3339(instant: float) -> str:
    """A sandbox instant as the servers write it: RFC 3339, microseconds, `Z`."""
    text = (CALENDAR_START + timedelta(seconds=instant + calendar_shift.get())).isoformat(
        timespec="microseconds"
    )
    return text.replace("+00:00", "Z")


def unix(instant: float) -> int:
    return int(CALENDAR_START.timestamp() + instant + calendar_shift.get())
