"""What the Pareta client gives back: the generated models, with conveniences on some, each in its own module. No I/O.

Every object gives the server's own record as `obj.to_dict()`, `obj["key"]` and `obj.get("key")`, fields that this
SDK does not know included, and the answer's status, headers and request id as `obj.response`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast, overload

from pareta.errors import ERRORS
from pareta_core.errors import malformed_response
from pareta_wire import models as wire
from pareta_wire.model import Array as Array
from pareta_wire.model import DecodeError, NamedEvent, attach_response
from pareta_wire.model import Empty as Empty
from pareta_wire.model import Model as BaseModel
from pareta_wire.model import Unknown as Unknown

# fmt: off
__all__ = [
    "Array", "BlobReference", "ChatCompletion", "ChatCompletionChunk", "ChatMessage", "Choice",
    "DeployComplete", "DeployEvent", "DeployFailed", "DeployProgress", "Empty", "Endpoint", "EndpointMetrics",
    "EndpointStatusChange", "EvalResult", "EvalRun", "EvalSet", "FrontierModel", "Leaderboard",
    "LeaderboardEntry", "Message", "Model", "ModelList", "Task", "TaskMatch", "TaskMatchCandidate",
    "ToolCall", "Unknown", "Usage",
]
# fmt: on

if TYPE_CHECKING:
    from decimal import Decimal

    from pareta.completion import ChatCompletion as ChatCompletion
    from pareta.endpoint import Endpoint as Endpoint
    from pareta.evaluation import EvalRun as EvalRun
    from pareta.evaluation import EvalSet as EvalSet
    from pareta_wire.models import BlobReference as BlobReference
    from pareta_wire.models import ChatCompletionChunk as ChatCompletionChunk
    from pareta_wire.models import ChatMessage as ChatMessage
    from pareta_wire.models import DeployComplete as DeployComplete
    from pareta_wire.models import DeployFailed as DeployFailed
    from pareta_wire.models import DeployProgress as DeployProgress
    from pareta_wire.models import EndpointMetrics as EndpointMetrics
    from pareta_wire.models import EndpointStatusChange as EndpointStatusChange
    from pareta_wire.models import EvalResult as EvalResult
    from pareta_wire.models import FrontierModel as FrontierModel
    from pareta_wire.models import Leaderboard as Leaderboard
    from pareta_wire.models import LeaderboardEntry as LeaderboardEntry
    from pareta_wire.models import TaskMatch as TaskMatch
    from pareta_wire.models import TaskMatchCandidate as TaskMatchCandidate
    from pareta_wire.models import ToolCall as ToolCall

    # The users' words for what the spec, which holds two APIs, names more narrowly.
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
    """One event of a deploy: `ev["event"]` is `progress`, `complete` or `error`, `ev["data"]` what it carries."""
else:
    # Each class is loaded when its name is first asked for: few programs need more than some.
    _HOMES = {
        "ChatCompletion": "pareta.completion",
        "Endpoint": "pareta.endpoint",
        "EvalRun": "pareta.evaluation",
        "EvalSet": "pareta.evaluation",
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
        elif name in _HOMES:
            value = getattr(import_module(_HOMES[name]), name)
        elif name in __all__:
            value = getattr(wire, _WIRE_NAMES.get(name, name))
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = value
        return value


M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


def dollars(micro_usd: object) -> Decimal | None:
    """Micro-dollars as dollars, floored to whole cents; None for anything that is no integer."""
    if isinstance(micro_usd, bool) or not isinstance(micro_usd, int):
        return None
    from decimal import Decimal

    return Decimal(micro_usd // 10_000).scaleb(-2)


def as_type(
    cls: type[M],
    model: BaseModel,
    record: dict[str, Any] | None = None,
    *,
    response: BaseModel | Array[Any] | None = None,
) -> M:
    """Return the same record as one of this module's classes.

    Args:
        cls: The class of the result.
        model: What was decoded.
        record: The record of the result, if it is not the whole of `model`.
        response: The decoded response in which `model` stood; `model` itself if not given.
    """
    whole = model if response is None else response
    try:
        if record is None and issubclass(cls, type(model)):
            # Nothing is decoded or copied twice: the class has the same fields as the one that the model is of.
            model.__class__ = cls
            result = cast("M", model)
            check: Callable[[M], None] | None = getattr(cls, "_check", None)
            if check is not None:
                check(result)
        else:
            result = cls.from_dict(model.to_dict() if record is None else record)
    except (DecodeError, RecursionError) as error:
        raise malformed_response(
            ERRORS, cls.__name__, whole, f"the record cannot be used: {error}"
        ) from error
    if whole.response is not None:
        attach_response(result, whole.response)
    return result


def with_response(items: list[T] | None, response: BaseModel | Array[Any]) -> Array[T]:
    """Return the list that a response wraps, with that response's status and headers."""
    found = Array(items or [])
    if response.response is not None:
        attach_response(found, response.response)
    return found


class ModelList(wire.ModelList):
    """The callable models: iterate over it, take its length, index it."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Model]:  # type: ignore[override]  # a list of models, unlike other objects
        return iter(self.data or [])

    def __len__(self) -> int:
        return len(self.data or [])

    def __bool__(self) -> bool:
        return bool(self.data)

    @overload
    def __getitem__(self, key: int) -> Model: ...
    @overload
    def __getitem__(self, key: slice) -> list[Model]: ...
    @overload
    def __getitem__(self, key: str) -> Any: ...
    def __getitem__(self, key: int | slice | str) -> Any:
        return super().__getitem__(key) if isinstance(key, str) else (self.data or [])[key]
