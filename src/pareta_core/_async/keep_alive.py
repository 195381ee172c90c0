"""A network backend of the HTTP library, with TCP keep-alive on each socket that it opens."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from pareta_core.sockets import Wakeable, socket_options


class AsyncKeepAlive:
    """Opens connections as the backend that it is put before does, with socket options added."""

    def __init__(self, backend: Any, wakeable: set[Wakeable], is_closed: Callable[[], bool]) -> None:
        self._backend = backend
        self._options = socket_options()
        self._wakeable = wakeable
        self._is_closed = is_closed

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> Any:
        """Opens a TCP connection."""
        options = [*(socket_options or ()), *self._options]
        stream = await self._backend.connect_tcp(host, port, timeout, local_address, options)
        if self._is_closed():  # meanwhile; nothing is to be sent any more
            await stream.aclose()
            raise import_module("httpcore").ConnectError("the client was closed")
        # sync-only: return Wakeable(stream, self._wakeable)
        return stream  # async-only

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Any = None
    ) -> Any:
        """Opens a connection on this machine, where there is nothing to be kept alive."""
        return await self._backend.connect_unix_socket(path, timeout, socket_options)

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await self._backend.sleep(seconds)
