"""What a fault is, which requests it applies to, and the record of an applied fault. Plain data without I/O."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, TypeAlias, cast, get_args

EVER = math.inf
"""A stall without an end: `Fault(stall=EVER)`."""

Garbage: TypeAlias = Literal["bytes", "json", "html", "empty"]
Lost: TypeAlias = Literal["reset", "close", "end"]
Inject: TypeAlias = Literal["error", "malformed"]

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "garbage": get_args(Garbage),
    "lost": get_args(Lost),
    "inject": get_args(Inject),
}
_NON_NEGATIVE = ("retry_after_date", "stall", "after_seconds")
_POSITIVE = ("drip", "pings")
# A name (RFC 9110, 5.1), and what a value (5.5) must not have.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_MAX_CLOCK_SECONDS = 1e10  # about three centuries; the calendar ends after that


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to one response.

    The settings are combined in this order: who responds (the service, or something in its place), how the bytes are
    sent, and how the response ends. Seconds are sandbox seconds, except for `Retry-After`, which is the client's time.

    A position is `after_events` of a stream, `after_bytes` of a body, or both: bytes after the event. Negative numbers
    count from the end. Without a position, a stall comes before the head, and `lost` means that no byte of a response
    is sent. A `reset` that is not `accepted` comes before the request is read.

    Args:
        status: Respond with this status, and a body in the API's own form.
        retry_after: The `Retry-After` header beside a status: seconds, or any text.
        retry_after_date: The same as a date, this many seconds from now.
        garbage: Send a useless body: random `bytes` from the seed, `json` of a wrong shape, an `html` page (with the
            headers of a proxy, so without a request id), or an `empty` one. Without `status`, the success status.
        body: Send this text or these bytes as the body.
        accepted: The service accepts the request and bills it first. Then comes the fault.
        content_type: Replace the content type.
        headers: Replace or add headers.
        clock: By how many seconds the server's calendar is wrong, in its dates and timestamps.
        split: Split the body into chunks of this many bytes, or at these positions.
        drip: Send this many bytes per second.
        after_events: The position, in events.
        after_bytes: The position, in bytes.
        after_seconds: A proxy's timeout: if the response is not complete by then, send `status`, `garbage` or `body`
            if it has not started, otherwise end it as `lost` says.
        inject: Send an `error` event at the position and end the stream, or send a `malformed` event and continue.
        stall: Send nothing for this many seconds; `EVER` for no end.
        pings: Send a comment at this interval during a stall, in seconds.
        lost: The connection is `reset`, or closed as by a server that shuts down (`close`), or the body has a proper
            `end`, but too early.

    Raises:
        ValueError: The settings contradict each other, are out of range, or do nothing.

    Example:
        ```python
        box.fail("createTaskRun", Fault(accepted=True, lost="reset"))  # billed, and the response is lost
        ```
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
                raise ValueError(f"{name} must be one of {', '.join(choices)}, not {chosen!r}")
        for name in (*_NON_NEGATIVE, *_POSITIVE):
            number = getattr(self, name)
            if number is not None and not (number > 0 or (number == 0 and name in _NON_NEGATIVE)):
                raise ValueError(
                    f"{name} must be a number {'above 0' if name in _POSITIVE else 'of 0 or more'}"
                )
        if self.status is not None and not 200 <= self.status <= 599:
            raise ValueError("status must be a number from 200 to 599")
        if not abs(self.clock) <= _MAX_CLOCK_SECONDS:
            raise ValueError("clock must be a number of seconds, at most three centuries")
        self._check_split()
        _check_headers({"content-type": self.content_type or "", "retry-after": str(self.retry_after)})
        _check_headers(self.headers)
        if problem := self._contradiction():
            raise ValueError(problem)

    def _check_split(self) -> None:
        numbers = (self.split,) if isinstance(self.split, int) else self.split or ()
        if any(number < 1 for number in numbers) or list(numbers) != sorted(set(numbers)):
            raise ValueError("split must be a size, or positions in rising order, from 1")

    def _contradiction(self) -> str | None:
        """Return why these settings do not work together, or None."""
        if not self.settings().keys() - {"accepted"}:
            return "this fault does nothing"
        if self.garbage is not None and self.body is not None:
            return "garbage and body exclude each other"
        if self.retry_after is not None and self.retry_after_date is not None:
            return "retry_after and retry_after_date exclude each other"
        if not self.replaces_response and not (self.retry_after is None and self.retry_after_date is None):
            return "retry_after and retry_after_date need a status"
        if not self.has_position:
            if self.lost is not None and self.replaces_response and self.after_seconds is None:
                return "lost without a position sends no response, so it takes no status, garbage or body"
            if self.lost == "end":
                return "lost=end needs a position: after_events or after_bytes"
            if self.inject is not None:
                return "inject needs after_events"
            if self.pings is not None:
                return "pings need a position: after_events or after_bytes"
        return self._position_contradiction()

    def _position_contradiction(self) -> str | None:
        if self.has_position and self.inject is None and self.stall is None and self.lost is None:
            return "after_events and after_bytes need something that happens there: inject, stall or lost"
        if self.inject is not None and self.after_bytes is not None:
            return "inject happens between events, so it takes after_events only"
        if self.pings is not None and (self.stall is None or self.after_bytes not in (None, 0)):
            return "pings need a stall between events"
        if self.after_events is not None and self.after_bytes is not None and self.after_bytes < 0:
            return "after_bytes counts from the event here, so it must be 0 or more"
        if self.after_seconds is not None:
            if self.has_position or self.stall is not None or self.lost == "end":
                return "after_seconds excludes stall, lost=end and every position"
            if not self.replaces_response and self.lost is None:
                return "after_seconds needs a status, garbage, a body or lost"
        return None

    @property
    def has_position(self) -> bool:
        """Whether it happens at a position in the body."""
        return self.after_events is not None or self.after_bytes is not None

    @property
    def replaces_response(self) -> bool:
        """Whether something other than the service responds."""
        return self.status is not None or self.garbage is not None or self.body is not None

    @property
    def for_streams(self) -> bool:
        """Whether it applies to event streams only."""
        return self.after_events is not None

    @property
    def precedes_request(self) -> bool:
        """Whether it happens before the request is read."""
        is_plain = not (self.accepted or self.has_position or self.replaces_response)
        return is_plain and self.lost == "reset" and self.stall is None and self.after_seconds is None

    def settings(self) -> dict[str, object]:
        """Return the settings that differ from their defaults.

        Returns:
            The settings by name, as a fault rule in JSON has them.

        Example:
            ```python
            assert Fault(status=503).settings() == {"status": 503}
            ```
        """
        values: dict[str, object] = {one.name: getattr(self, one.name) for one in fields(self)}
        for one in fields(self):
            if values[one.name] == (one.default if one.name != "headers" else {}):
                del values[one.name]
        return values


def _check_headers(headers: Mapping[str, object]) -> None:
    for name, value in headers.items():
        if not isinstance(cast("object", name), str) or not _HEADER_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not the name of a header")
        if not isinstance(value, str) or _CONTROL.search(value) or value != value.strip():
            raise ValueError(f"the header {name} must be a text without control characters, not {value!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRule:
    """A fault and the requests that it applies to.

    Args:
        fault: What happens to the response.
        operation: An operation id of openapi.yaml, or a pattern such as `create*` or `*`.
        times: How many requests it applies to; None for no limit.
        after: How many matching requests to leave alone first.
        seconds: For how long it applies after its first request, in sandbox seconds; None for no limit.
        in_turn: Whether to wait, and to count nothing, until the rule before this one is used up.

    Raises:
        ValueError: A number is out of range.

    Example:
        ```python
        Sandbox(faults=[FaultRule(operation="createTaskRun", fault=Fault(status=503), times=2)])
        ```
    """

    fault: Fault
    operation: str = "*"
    times: int | None = 1
    after: int = 0
    seconds: float | None = None
    in_turn: bool = False

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise ValueError("times must be 1 or more, or None for no limit")
        if self.after < 0:
            raise ValueError("after must be 0 or more")
        if self.seconds is not None and not self.seconds > 0:
            raise ValueError("seconds must be a number above 0")


@dataclass(frozen=True, slots=True)
class AppliedFault:
    """A fault that was applied to a request.

    Attributes:
        operation_id: The operation of the request.
        request_id: The id of the request.
        fault: The fault.
        at: When, in sandbox seconds.
        service_status: The status that the service itself had returned by then; None if it had not responded.
    """

    operation_id: str
    request_id: str
    fault: Fault
    at: float
    service_status: int | None
