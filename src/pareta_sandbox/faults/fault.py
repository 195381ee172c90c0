"""What a fault is, on which requests it falls, and what is written down when it struck. Plain data; no I/O, no HTTP.

A Fault says in one flat record what happens to an answer. Its parts go together in this order: who answers (the
service, or something in its place), then when and how the bytes go out, then how it ends.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, TypeAlias, get_args

EVER = math.inf

Garbage: TypeAlias = Literal["bytes", "json", "html", "empty"]
Lost: TypeAlias = Literal["reset", "close", "end"]
Inject: TypeAlias = Literal["error", "malformed"]

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "garbage": get_args(Garbage),
    "lost": get_args(Lost),
    "inject": get_args(Inject),
}
# Of these each is a number above or at zero; what else may be below.
_NEVER_NEGATIVE = ("retry_after_date", "stall", "after_seconds")
_POSITIVE = ("drip", "pings")
_CENTURIES = 1e10


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to one answer. Seconds are sandbox seconds, but for Retry-After, which is the caller's time.

    In place of the service's answer:

    - `status`: this status; with `retry_after` (seconds, or any text as it is), or `retry_after_date` (a date that
      many seconds from now). Alone it has a body in the API's own form.
    - `garbage`: a body that is none: random `bytes` from the seed, `json` of a wrong shape, an `html` page (with the
      headers of a proxy, so without a request id), or `empty`. Without `status` it has that of success.
    - `body`: this text or these bytes, word for word.
    - `accepted`: the service did its work first, and billed it; only then comes the fault.

    In any answer: `content_type` and `headers` over its own; `clock`, by how many seconds the calendar of the server
    that gives this answer is wrong, in its dates and timestamps.

    The way of the bytes: `split` into pieces of so many bytes, or at these positions of the body; `drip`, so many
    bytes in a second.

    A place: `after_events` of a stream, `after_bytes` of a body (of what follows the events, where both are given);
    below zero they count from the end. At that place comes `inject` (an `error` object as the stream's API writes
    it, after which the stream ends, or a `malformed` event, after which it goes on), then a `stall` of so many
    seconds (EVER), with comments all `pings` seconds, then `lost`. Without a place a stall comes before the head: of
    the service's answer, so its work is done by then, or of what stands in its place.

    `lost`: the connection is `reset`, or it is closed as by a server that goes away (`close`), or the body has an
    `end` in good order, too early. Without a place no byte of an answer is given; a `reset` that is not `accepted`
    comes before the request is read.

    `after_seconds`: what is in front of the service loses patience. It strikes only where the answer is not
    complete by then: with `status`, `garbage` or `body` if it has not begun, otherwise with `lost`.
    """

    status: int | None = None
    retry_after: float | str | None = None
    retry_after_date: float | None = None
    garbage: Garbage | None = None
    body: str | bytes | None = None
    accepted: bool = False
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    clock: float = 0.0
    split: int | tuple[int, ...] | None = None
    drip: float | None = None
    after_events: int | None = None
    after_bytes: int | None = None
    after_seconds: float | None = None
    inject: Inject | None = None
    stall: float | None = None
    pings: float | None = None
    lost: Lost | None = None

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if (chosen := getattr(self, name)) is not None and chosen not in choices:
                raise ValueError(f"{name} is one of {', '.join(choices)}, not {chosen!r}")
        for name in (*_NEVER_NEGATIVE, *_POSITIVE):
            number = getattr(self, name)
            if number is not None and not (number > 0 or (number == 0 and name in _NEVER_NEGATIVE)):
                raise ValueError(f"{name} is a number {'above' if name in _POSITIVE else 'from'} 0")
        if self.status is not None and not 200 <= self.status <= 599:
            raise ValueError("status is a number from 200 to 599")
        if not abs(self.clock) <= _CENTURIES:
            raise ValueError("clock is a number of seconds, three centuries of them at most")
        self._check_split()
        if problem := self._contradiction():
            raise ValueError(problem)

    def _check_split(self) -> None:
        cuts = (self.split,) if isinstance(self.split, int) else self.split or ()
        if any(cut < 1 for cut in cuts) or list(cuts) != sorted(set(cuts)):
            raise ValueError("split is a size, or positions in rising order, from 1")

    def _contradiction(self) -> str | None:
        """Why these parts do not go together."""
        if not self.parts().keys() - {"accepted"}:
            return "this fault does nothing"
        if self.garbage is not None and self.body is not None:
            return "garbage and body exclude each other"
        if self.retry_after is not None and self.retry_after_date is not None:
            return "retry_after and retry_after_date exclude each other"
        if not self.replaces and not (self.retry_after is None and self.retry_after_date is None):
            return "retry_after and retry_after_date need a status"
        if not self.has_place:
            if self.lost is not None and self.replaces and self.after_seconds is None:
                return "lost without a place leaves no answer: no status, garbage or body"
            if self.lost == "end":
                return "lost=end needs a place: after_events or after_bytes"
            if self.inject is not None:
                return "inject needs after_events"
            if self.pings is not None:
                return "pings need a place: after_events or after_bytes"
        return self._contradiction_of_places()

    def _contradiction_of_places(self) -> str | None:
        if self.has_place and self.inject is None and self.stall is None and self.lost is None:
            return "after_events and after_bytes need something that happens there: inject, stall or lost"
        if self.inject is not None and self.after_bytes is not None:
            return "inject stands between events: it takes after_events only"
        if self.pings is not None and (self.stall is None or self.after_bytes not in (None, 0)):
            return "pings need a stall, between events"
        if self.after_events is not None and self.after_bytes is not None and self.after_bytes < 0:
            return "after_bytes counts from an event on: it may not be below 0 here"
        if self.after_seconds is not None:
            if self.has_place or self.stall is not None or self.lost == "end":
                return "after_seconds is a place of its own: no stall, no other place, no lost=end"
            if not self.replaces and self.lost is None:
                return "after_seconds needs a status, garbage, a body or lost"
        return None

    @property
    def has_place(self) -> bool:
        """Whether it strikes within the body."""
        return self.after_events is not None or self.after_bytes is not None

    @property
    def replaces(self) -> bool:
        """Whether something else than the service answers."""
        return self.status is not None or self.garbage is not None or self.body is not None

    @property
    def for_streams(self) -> bool:
        """Whether it strikes nothing but streams of events."""
        return self.after_events is not None

    @property
    def unread(self) -> bool:
        """Whether it strikes before the request is read."""
        plain = not (self.accepted or self.has_place or self.replaces)
        return plain and self.lost == "reset" and self.stall is None and self.after_seconds is None

    def parts(self) -> dict[str, object]:
        """What it says, without what is left as it is."""
        values: dict[str, object] = {part.name: getattr(self, part.name) for part in fields(self)}
        for part in fields(self):
            if values[part.name] == (part.default if part.name != "headers" else {}):
                del values[part.name]
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRule:
    """A fault and the requests on which it falls.

    `operation` is an operation's id, or a pattern (`*`, `create*`). The first `after` requests that fit are left
    alone; then the fault strikes `times` requests (None: every one), and, with `seconds`, only until so many sandbox
    seconds after its first strike. `in_turn`: the rule waits, and counts nothing, until the rule before it is used up.
    """

    fault: Fault
    operation: str = "*"
    times: int | None = 1
    after: int = 0
    seconds: float | None = None
    in_turn: bool = False

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise ValueError("times is 1 or more, or None for ever")
        if self.after < 0:
            raise ValueError("after is 0 or more")
        if self.seconds is not None and not self.seconds > 0:
            raise ValueError("seconds is a number above 0")


@dataclass(frozen=True, slots=True)
class AppliedFault:
    """A fault that really struck: on which request, when, and what the service had answered by then (None: nothing)."""

    operation_id: str
    request_id: str
    fault: Fault
    at: float
    service_status: int | None
