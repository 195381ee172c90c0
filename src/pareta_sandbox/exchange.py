"""One request, checked and ready for its handler, and the three kinds of answer. Plain data; no state, no I/O."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from .errors import Issue, Refusal

if TYPE_CHECKING:
    from starlette.datastructures import UploadFile

    from .spec import Operation
    from .state import State


@dataclass(slots=True)
class Call:
    """What a handler gets. It bills through `bill`, before it changes anything."""

    operation: Operation
    state: State
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any
    files: Mapping[str, UploadFile]
    account: str
    key: str | None
    request_id: str
    base_url: str
    check: Callable[[str, object, tuple[str | int, ...]], list[Issue]]
    billed: int = 0

    def issues(self, schema: str, value: object, at: tuple[str | int, ...]) -> list[Issue]:
        """What keeps `value` from fitting a named schema of openapi.yaml."""
        return self.check(f"#/components/schemas/{schema}", value, at)

    def bill(self, micro_usd: int, *, units: int = 1, due: float | None = None) -> None:
        """Enter what this request costs, or refuse it with a 402. `due` postpones the entry to that instant."""
        self.state.ledger.bill(
            micro_usd,
            units=units,
            due=due,
            key=self.key,
            operation_id=self.operation.id,
            request_id=self.request_id,
            account=self.account,
        )
        self.billed += micro_usd


@dataclass(frozen=True, slots=True)
class JsonAnswer:
    """A JSON body, sent with the spec's success status."""

    body: object


@dataclass(frozen=True, slots=True)
class EmptyAnswer:
    """No body, as after a delete."""


@dataclass(frozen=True, slots=True)
class StreamAnswer:
    """Server-sent events. `tell` starts the story from its beginning each time, so that a replay is the same one."""

    tell: Callable[[], AsyncIterator[bytes]]


Answer: TypeAlias = JsonAnswer | EmptyAnswer | StreamAnswer


def not_found(what: str, name: str) -> Refusal:
    return Refusal(404, f"{what} {name!r} not found")
