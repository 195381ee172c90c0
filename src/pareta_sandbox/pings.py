"""Comments that keep an event stream alive while it has nothing to say. Knows no route."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from .clock import SandboxClock
from .sse import PING


async def with_pings(
    events: AsyncIterator[bytes], clock: SandboxClock, seconds: float
) -> AsyncIterator[bytes]:
    """The events as they come, and a ping whenever nothing came for so many sandbox seconds."""
    coming = asyncio.ensure_future(_next(events))
    try:
        while True:
            pause = asyncio.ensure_future(clock.sleep_until(clock.now() + seconds))
            try:
                await asyncio.wait((coming, pause), return_when=asyncio.FIRST_COMPLETED)
            finally:
                pause.cancel()
            if not coming.done():
                yield PING
                continue
            event = coming.result()
            if event is None:
                return
            yield event
            coming = asyncio.ensure_future(_next(events))
    finally:
        coming.cancel()


async def _next(events: AsyncIterator[bytes]) -> bytes | None:
    return await anext(events, None)
