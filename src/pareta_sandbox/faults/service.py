"""The service behind a fault: it handles the request out of the client's sight, and its response is collected."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.types import ASGIApp, Message, Scope

from .responses import ResponseHead


class Service:
    """The service's response to one request, collected whether or not anyone reads it yet."""

    def __init__(self, serve: ASGIApp, scope: Scope, request: bytes) -> None:
        self._serve = serve
        self._scope = scope
        self._request: bytes | None = request
        self._messages: asyncio.Queue[Message | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self.status: int | None = None
        self.is_complete = False  # whether the whole body was read

    def start(self) -> None:
        """Send the request to the service. Later calls do nothing."""
        if self._task is None:
            self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        try:
            await self._serve(self._scope, self._receive, self._messages.put)
        finally:
            self._messages.put_nowait(None)

    async def _receive(self) -> Message:
        if self._request is None:
            await asyncio.Event().wait()  # until cancelled: a disconnect is noticed elsewhere
        body, self._request = self._request or b"", None
        return {"type": "http.request", "body": body, "more_body": False}

    async def head(self) -> ResponseHead:
        """Return the head as soon as there is one. By then the request is accepted and billed."""
        self.start()
        message = await self._messages.get()
        if message is None:
            raise RuntimeError("the service did not respond")
        self.status = int(message["status"])
        headers = [(bytes(key).lower(), bytes(value)) for key, value in message["headers"]]
        return ResponseHead(self.status, headers)

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the body's chunks as they come."""
        while not self.is_complete and (message := await self._messages.get()) is not None:
            self.is_complete = not message.get("more_body", False)
            yield message.get("body", b"")

    async def stop(self) -> None:
        """Cancel the request, if it is still being handled."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
