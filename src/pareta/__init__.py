"""The Pareta API: deploy a model for a task, chat with it, evaluate it. `Pareta` and `AsyncPareta` are its clients.

Lazy: importing it loads next to nothing; each name is loaded when it is first used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pareta_core.lazy import lazy, refuse_namesake

if TYPE_CHECKING:
    from pareta._async.client import AsyncPareta as AsyncPareta
    from pareta._sync.client import Pareta as Pareta
    from pareta.errors import *
    from pareta.types import *
    from pareta_core._async.stream import AsyncStream as AsyncStream
    from pareta_core._sync.stream import Stream as Stream

refuse_namesake("pareta", __file__, "pareta")

__getattr__: Callable[[str], object]
__dir__: Callable[[], list[str]]
__getattr__, __dir__ = lazy(
    __name__,
    {
        "AsyncPareta": "pareta._async.client",
        "Pareta": "pareta._sync.client",
        "AsyncStream": "pareta_core._async.stream",
        "Stream": "pareta_core._sync.stream",
    },
    ("pareta.errors", "pareta.types"),
)
