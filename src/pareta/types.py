"""What the Pareta client gives back: the generated models, with a few conveniences on some. No I/O.

Every object gives the server's own record as `obj.to_dict()`, `obj["key"]` and `obj.get("key")`, fields that this
SDK does not know included, and the answer's status, headers and request id as `obj.response`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar, cast, overload

from pareta.errors import ERRORS
from pareta_core import arguments
from pareta_core.errors import unusable
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
    # Each model is loaded when its name is first asked for: few programs need more than some.
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
    return Decimal(micro_usd // 10_000).scaleb(-2)


def upgrade(
    kind: type[M],
    answer: BaseModel,
    record: dict[str, Any] | None = None,
    *,
    behind: BaseModel | Array[Any] | None = None,
) -> M:
    """The same record as one of this module's classes, with the response of the answer behind it."""
    whole = answer if behind is None else behind
    try:
        if record is None and issubclass(kind, type(answer)):
            # Nothing is decoded or copied twice: the class has the same fields as the one that the answer is of.
            answer.__class__ = kind
            upgraded = cast("M", answer)
            if kind in _CHECKS:
                _CHECKS[kind](upgraded)
        else:
            upgraded = kind.from_dict(answer.to_dict() if record is None else record)
    except (DecodeError, RecursionError) as error:
        raise unusable(ERRORS, kind.__name__, whole, f"the record cannot be used: {error}") from error
    if whole.response is not None:
        attach_response(upgraded, whole.response)
    return upgraded


def listing(found: list[T] | None, answer: BaseModel | Array[Any]) -> Array[T]:
    """The list that an answer wraps, with the answer's response behind it."""
    items = Array(found or [])
    if answer.response is not None:
        attach_response(items, answer.response)
    return items


class Endpoint(wire.Endpoint):
    """A deployed model, callable by its `id` in `chat.completions.create(model=…)`."""

    __slots__ = ()

    if TYPE_CHECKING:
        # One of the two may be missing on the wire, never both, and each stands in for the other.
        id: str  # pyright: ignore[reportIncompatibleVariableOverride]
        name: str  # pyright: ignore[reportIncompatibleVariableOverride]

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Decodes a record; where `id`, `name` or `taskName` is missing, its other name stands in."""
        endpoint = super().from_dict(data)
        _name(endpoint)
        return endpoint

    def _overlaid(self) -> dict[str, Any]:
        # What stands in for something missing is no part of the server's record.
        found = super()._overlaid()
        sent = found if self._data is None else self._data
        for name in ("id", "name", "taskName"):
            if name not in sent:
                found.pop(name, None)
            elif not sent[name]:
                found[name] = sent[name]
        return found

    @property
    def is_live(self) -> bool:
        """Whether it answers."""
        return self.status == "live"


class ChatCompletion(wire.ChatCompletion):
    """A chat answer: `choices[0].message.content`, tool calls, usage, and what it cost."""

    __slots__ = ()

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Decodes a record; one without answers, or an answer without a message, is none."""
        completion = super().from_dict(data)
        _check_choices(completion)
        return completion

    @property
    def cost_micro_usd(self) -> int | None:
        """What the call was billed, in millionths of a dollar, from the answer's receipt; None without one."""
        return self.response.billed_micro_usd if self.response else None

    @property
    def cost(self) -> Decimal | None:
        """What the call was billed in dollars, floored to whole cents; None without a receipt."""
        return dollars(self.cost_micro_usd)


class EvalSet(wire.EvalSet):
    """Rows to evaluate on."""

    __slots__ = ()

    if TYPE_CHECKING:
        # A record without one is refused before it becomes this.
        id: str  # pyright: ignore[reportIncompatibleVariableOverride]


class EvalRun(wire.EvalRun):
    """An evaluation: `status`, `results` (one for each candidate, once it has completed), and its cost."""

    __slots__ = ()

    if TYPE_CHECKING:
        # A record without one is refused before it becomes this.
        id: str  # pyright: ignore[reportIncompatibleVariableOverride]

    @property
    def results(self) -> list[EvalResult]:
        """One entry for each candidate; empty until there are any."""
        entries: list[Any] = self.get("results") or []
        return [wire.EvalResult.from_dict(entry) for entry in entries]

    @property
    def is_terminal(self) -> bool:
        """Whether it has ended: completed, or failed (`error_detail` says why)."""
        return self.status in ("completed", "failed")

    @property
    def cost_micro_usd(self) -> int | None:
        """What the run was billed, in millionths of a dollar; None until it is known."""
        return self.total_cost_micro_usd

    @property
    def cost(self) -> Decimal | None:
        """What the run was billed in dollars, floored to whole cents; None until it is known."""
        return dollars(self.total_cost_micro_usd)


class ModelList(wire.ModelList):
    """The callable models: iterate over it, take its length, index it."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Model]:  # type: ignore[override]  # a list of models, unlike other objects
        return iter(self.data or [])

    def __len__(self) -> int:
        return len(self.data or [])

    @overload
    def __getitem__(self, key: int) -> Model: ...
    @overload
    def __getitem__(self, key: slice) -> list[Model]: ...
    @overload
    def __getitem__(self, key: str) -> Any: ...
    def __getitem__(self, key: int | slice | str) -> Any:
        return super().__getitem__(key) if isinstance(key, str) else (self.data or [])[key]


def _name(endpoint: Endpoint) -> None:
    known = endpoint.id or endpoint.name
    if not arguments.usable_id(known):
        raise DecodeError("has neither an id nor a name", "Endpoint")
    endpoint.id = endpoint.id or str(known)
    endpoint.name = endpoint.name or str(known)
    endpoint.taskName = endpoint.taskName or endpoint.task


def _check_choices(completion: ChatCompletion) -> None:
    choices: Any = completion.choices
    if choices is None or any(choice.message is None for choice in choices):
        raise DecodeError("has no choices, or one without a message", "ChatCompletion")


# What is to be done with a record of a class beside decoding it.
_CHECKS: dict[type[BaseModel], Callable[[Any], None]] = {
    Endpoint: _name,
    ChatCompletion: _check_choices,
}
