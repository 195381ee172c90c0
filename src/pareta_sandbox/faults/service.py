"""The service behind a fault: it is asked out of the caller's sight, and what it says is gathered. No faults here."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.types import ASGIApp, Message, Scope

from .made import Head


class Service:
    """The service behind the fault. Its answer is gathered as it comes, whether or not anyone reads it yet."""

    def __init__(self, serve: ASGIApp, scope: Scope, request: bytes) -> None:
        self._serve = serve
        self._scope = scope
        self._request: bytes | None = request
        self._messages: asyncio.Queue[Message | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self.status: int | None = None
        self.is_complete = False  # nothing more will come than what was read

    def start(self) -> None:
        if self._task is None:
            self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        try:
            await self._serve(self._scope, self._receive, self._messages.put)
        finally:
            self._messages.put_nowait(None)

    async def _receive(self) -> Message:
        if self._request is None:
            await asyncio.Event().wait()  # until this is cancelled: who leaves is noticed elsewhere
        body, self._request = self._request or b"", None
        return {"type": "http.request", "body": body, "more_body": False}

    async def head(self) -> Head:
        """As soon as the service begins to answer: by then its work is taken and billed."""
        self.start()
        message = await self._messages.get()
        if message is None:
            raise RuntimeError("the service did not answer")
        self.status = int(message["status"])
        return Head(self.status, [(bytes(key).lower(), bytes(value)) for key, value in message["headers"]])

    async def body(self) -> AsyncIterator[bytes]:
        while not self.is_complete and (message := await self._messages.get()) is not None:
            self.is_complete = not message.get("more_body", False)
            yield message.get("body", b"")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
