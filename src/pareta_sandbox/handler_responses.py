"""What a handler returns: a JSON body, no content, or an event stream. Plain data without HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class JsonBody:
    """A JSON body, sent with the success status of the spec."""

    body: object


@dataclass(frozen=True, slots=True)
class NoContent:
    """A response without a body, as after a delete."""


@dataclass(frozen=True, slots=True)
class EventStream:
    """Server-sent events.

    Attributes:
        open: Start the stream from its first event. A repeated request with the same idempotency key opens it again.
        replay: What a repeated request opens in place of it, if the two differ.
    """

    open: Callable[[], AsyncIterator[bytes]]
    replay: Callable[[], AsyncIterator[bytes]] | None = None

    def replayed(self) -> EventStream:
        """Return the stream for a repeated request."""
        return self if self.replay is None else EventStream(self.replay)


HandlerResponse: TypeAlias = JsonBody | NoContent | EventStream
