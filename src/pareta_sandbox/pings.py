"""Keep an idle event stream alive with comments, as a server behind a proxy does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from .clock import SandboxClock
from .sse import PING


async def with_pings(
    events: AsyncIterator[bytes], clock: SandboxClock, interval: float
) -> AsyncIterator[bytes]:
    """Yield the events, and a comment whenever none came for `interval` sandbox seconds."""
    upcoming = asyncio.ensure_future(_next(events))
    try:
        while True:
            pause = asyncio.ensure_future(clock.sleep_until(clock.now() + interval))
            try:
                await asyncio.wait((upcoming, pause), return_when=asyncio.FIRST_COMPLETED)
            finally:
                pause.cancel()
            if not upcoming.done():
                yield PING
                continue
            event = upcoming.result()
            if event is None:
                return
            yield event
            upcoming = asyncio.ensure_future(_next(events))
    finally:
        upcoming.cancel()


async def _next(events: AsyncIterator[bytes]) -> bytes | None:
    return await anext(events, None)
