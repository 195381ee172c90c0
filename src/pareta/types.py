"""The types that the Pareta client returns: generated models, and a few that add to one, each in its own module.

Every object gives access to the server's record: `obj.to_dict()`, `obj["key"]` and `obj.get("key")`, including fields
that this SDK does not know. `obj.response` has the status, headers and request id of its response.

Names only: each class is loaded when it is first used, because most programs need few of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Required, TypeAlias, TypedDict

from pareta_wire import models as wire
from pareta_wire.model import Empty as Empty
from pareta_wire.model import NamedEvent
from pareta_wire.model import Unknown as Unknown
from pareta_wire.records import Array as Array
from pareta_wire.records import Records as Records

# fmt: off
__all__ = [
    "Array", "AutoMetrics", "BatchResult", "BlobReference", "ChatCompletion", "ChatCompletionChunk", "ChatMessage",
    "Choice",
    "DeployComplete", "DeployEvent", "DeployFailed", "DeployProgress", "Empty", "Endpoint", "EndpointMetrics",
    "EndpointStatusChange", "EvalContract", "EvalContractConflict", "EvalContractProposal", "EvalItemResult",
    "EvalResult", "EvalRun", "EvalSet", "FrontierModel", "Leaderboard", "LeaderboardEntry", "Message",
    "MessageParam", "Model", "ModelList", "PlaygroundCompletion", "Records", "Task", "TaskCapability",
    "TaskMatch", "TaskMatchCandidate", "ToolCall", "Unknown", "Usage",
]
# fmt: on


class MessageParam(TypedDict, total=False):
    """A message to send, as a mapping. It exists for editors and type checkers, which offer its keys and the roles."""

    role: Required[wire.ChatRole]
    content: str | Sequence[Mapping[str, Any]] | None
    name: str | None
    tool_calls: Iterable[wire.ToolCall | Mapping[str, Any]] | None
    tool_call_id: str | None


if TYPE_CHECKING:
    from pareta.batches import BatchResult as BatchResult
    from pareta.completion import ChatCompletion as ChatCompletion
    from pareta.completion import PlaygroundCompletion as PlaygroundCompletion
    from pareta.endpoint import Endpoint as Endpoint
    from pareta.evaluation import EvalRun as EvalRun
    from pareta.evaluation import EvalSet as EvalSet
    from pareta.leaderboard import Leaderboard as Leaderboard
    from pareta.model_list import ModelList as ModelList
    from pareta_wire.models import AutoMetrics as AutoMetrics
    from pareta_wire.models import BlobReference as BlobReference
    from pareta_wire.models import ChatCompletionChunk as ChatCompletionChunk
    from pareta_wire.models import ChatMessage as ChatMessage
    from pareta_wire.models import DeployComplete as DeployComplete
    from pareta_wire.models import DeployFailed as DeployFailed
    from pareta_wire.models import DeployProgress as DeployProgress
    from pareta_wire.models import EndpointMetrics as EndpointMetrics
    from pareta_wire.models import EndpointStatusChange as EndpointStatusChange
    from pareta_wire.models import EvalContract as EvalContract
    from pareta_wire.models import EvalContractConflict as EvalContractConflict
    from pareta_wire.models import EvalContractProposal as EvalContractProposal
    from pareta_wire.models import EvalItemResult as EvalItemResult
    from pareta_wire.models import EvalResult as EvalResult
    from pareta_wire.models import FrontierModel as FrontierModel
    from pareta_wire.models import LeaderboardEntry as LeaderboardEntry
    from pareta_wire.models import TaskCapability as TaskCapability
    from pareta_wire.models import TaskMatch as TaskMatch
    from pareta_wire.models import TaskMatchCandidate as TaskMatchCandidate
    from pareta_wire.models import ToolCall as ToolCall

    # The spec holds two APIs, so it qualifies these names.
    Task: TypeAlias = wire.CatalogTask
    Model: TypeAlias = wire.ChatModel
    Choice: TypeAlias = wire.ChatCompletionChoice
    Message: TypeAlias = wire.ChatCompletionMessage
    Usage: TypeAlias = wire.CompletionUsage
    DeployEvent: TypeAlias = (
        NamedEvent[DeployProgress]
        | NamedEvent[DeployComplete]
        | NamedEvent[DeployFailed]
        | NamedEvent[Unknown]
    )
    """An event of a deploy: `ev["event"]` is `progress`, `complete` or `error`, and `ev["data"]` its data."""
else:
    _MODULES = {
        "BatchResult": "pareta.batches",
        "ChatCompletion": "pareta.completion",
        "PlaygroundCompletion": "pareta.completion",
        "Endpoint": "pareta.endpoint",
        "EvalRun": "pareta.evaluation",
        "EvalSet": "pareta.evaluation",
        "Leaderboard": "pareta.leaderboard",
        "ModelList": "pareta.model_list",
    }
    _WIRE_NAMES = {
        "Task": "CatalogTask",
        "Model": "ChatModel",
        "Choice": "ChatCompletionChoice",
        "Message": "ChatCompletionMessage",
        "Usage": "CompletionUsage",
    }

    def __getattr__(name: str) -> Any:
        if name == "DeployEvent":
            value: Any = (
                NamedEvent[wire.DeployProgress]
                | NamedEvent[wire.DeployComplete]
                | NamedEvent[wire.DeployFailed]
                | NamedEvent[Unknown]
            )
        elif name in _MODULES:
            value = getattr(import_module(_MODULES[name]), name)
        elif name in __all__:
            value = getattr(wire, _WIRE_NAMES.get(name, name))
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = value
        return value
