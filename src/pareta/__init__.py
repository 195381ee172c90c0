"""The Pareta API: deploy a model for a task, chat with it, evaluate it. `Pareta` and `AsyncPareta` are its clients.

Importing this package loads almost nothing: each name is loaded when it is first used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pareta_core.lazy import lazy, refuse_namesake

if TYPE_CHECKING:
    from pareta._async.auto import AsyncAuto as AsyncAuto
    from pareta._async.chat import AsyncChat as AsyncChat
    from pareta._async.client import AsyncPareta as AsyncPareta
    from pareta._async.endpoints import AsyncEndpoints as AsyncEndpoints
    from pareta._async.evals import AsyncEvals as AsyncEvals
    from pareta._async.metrics import AsyncMetrics as AsyncMetrics
    from pareta._async.models import AsyncModels as AsyncModels
    from pareta._async.playground import AsyncPlayground as AsyncPlayground
    from pareta._async.tasks import AsyncTasks as AsyncTasks
    from pareta._sync.auto import Auto as Auto
    from pareta._sync.chat import Chat as Chat
    from pareta._sync.client import Pareta as Pareta
    from pareta._sync.endpoints import Endpoints as Endpoints
    from pareta._sync.evals import Evals as Evals
    from pareta._sync.metrics import Metrics as Metrics
    from pareta._sync.models import Models as Models
    from pareta._sync.playground import Playground as Playground
    from pareta._sync.tasks import Tasks as Tasks
    from pareta.errors import *
    from pareta.types import *
    from pareta_core._async.stream import AsyncStream as AsyncStream
    from pareta_core._sync.stream import Stream as Stream
    from pareta_core.config import DEFAULT_MAX_RETRIES as DEFAULT_MAX_RETRIES
    from pareta_core.config import __version__ as __version__
    from pareta_core.observation import RequestEvent as RequestEvent
    from pareta_core.observation import ResponseEvent as ResponseEvent
    from pareta_core.observation import RetryEvent as RetryEvent

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
        "DEFAULT_MAX_RETRIES": "pareta_core.config",
        "__version__": "pareta_core.config",
        "RequestEvent": "pareta_core.observation",
        "ResponseEvent": "pareta_core.observation",
        "RetryEvent": "pareta_core.observation",
        "AsyncChat": "pareta._async.chat",
        "Chat": "pareta._sync.chat",
        "AsyncModels": "pareta._async.models",
        "Models": "pareta._sync.models",
        "AsyncAuto": "pareta._async.auto",
        "Auto": "pareta._sync.auto",
        "AsyncPlayground": "pareta._async.playground",
        "Playground": "pareta._sync.playground",
        "AsyncEndpoints": "pareta._async.endpoints",
        "Endpoints": "pareta._sync.endpoints",
        "AsyncMetrics": "pareta._async.metrics",
        "Metrics": "pareta._sync.metrics",
        "AsyncTasks": "pareta._async.tasks",
        "Tasks": "pareta._sync.tasks",
        "AsyncEvals": "pareta._async.evals",
        "Evals": "pareta._sync.evals",
    },
    ("pareta.errors", "pareta.types"),
)
