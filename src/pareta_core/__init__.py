"""The shared core of both SDKs: transport, retries, waits, streams, schemas and errors. No resources, no routes.

Each name is loaded on first use, so importing the package is cheap.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pareta_core.lazy import lazy

if TYPE_CHECKING:
    from pareta_core._async.stream import AsyncStream as AsyncStream
    from pareta_core._async.transport import AsyncTransport as AsyncTransport
    from pareta_core._sync.stream import Stream as Stream
    from pareta_core._sync.transport import Transport as Transport
    from pareta_core.config import CallOptions as CallOptions
    from pareta_core.errors import *

__getattr__: Callable[[str], object]
__dir__: Callable[[], list[str]]
__getattr__, __dir__ = lazy(
    __name__,
    {
        "AsyncStream": "pareta_core._async.stream",
        "AsyncTransport": "pareta_core._async.transport",
        "CallOptions": "pareta_core.config",
        "Stream": "pareta_core._sync.stream",
        "Transport": "pareta_core._sync.transport",
    },
    ("pareta_core.errors",),
)
