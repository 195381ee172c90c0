"""The timeouts of one HTTP request: a limit for each wait and a deadline for all of them. Pure but for the clock.

`timeout=` of a client or a call means one of two things. A number, and the default, bounds one attempt from sending to
the last byte of its body; of a stream to the head of the response, and of an upload each wait. An `httpx.Timeout`
bounds each wait, as httpx does.
"""

from __future__ import annotations

import math
import time

from attrs import frozen

from pareta_core.deadline import Deadline

# The extensions of a request to our own transport, beside the `timeout` of httpx.
TIMEOUTS = "timeouts"
"""The `Timeouts` of the request."""
MAX_IDLE = "max_idle_seconds"
"""How long the connection that carries the request may have been idle, in seconds."""


def attempt_limit(timeout: object, default: float) -> float:
    """Return the seconds within which a whole response has to arrive; infinite if only each wait is limited.

    Args:
        timeout: In seconds, or an `httpx.Timeout`. None for the default.
        default: The limit without a timeout, in seconds.
    """
    if timeout is None:
        return default
    return float(timeout) if isinstance(timeout, (int, float)) else math.inf


@frozen(eq=False)
class Attempt:
    """The time of one attempt.

    Attributes:
        limit: The seconds that `timeout=` allows for all of it; infinite if it limits each wait only.
        started: When it began, in seconds of a monotonic clock.
        until: When it ends: after `limit`, or at the deadline of the call if that is sooner.
        seconds: How long that is.
        by_deadline: Whether it ends at the deadline of the call.
    """

    limit: float
    started: float
    until: Deadline
    seconds: float
    by_deadline: bool

    @classmethod
    def begin(cls, limit: float, deadline: Deadline, now: float) -> Attempt:
        """Return an attempt that begins now.

        Args:
            limit: The seconds that `timeout=` allows for all of it.
            deadline: The deadline of the call.
            now: The time in seconds.
        """
        until = deadline.within(limit, now)
        seconds = min(limit, deadline.remaining(now))
        return cls(limit, now, until, seconds, by_deadline=until is deadline and deadline.at != math.inf)

    def describe(self, reason: str, now: float, *, sent: bool) -> str:
        """Return why the attempt timed out, with the time.

        Args:
            reason: What the HTTP library says.
            now: The time in seconds.
            sent: Whether the request may have been sent.
        """
        if self.by_deadline:
            return reason
        elapsed = now - self.started
        if self.limit == math.inf or not (sent or elapsed >= self.limit):
            return f"{reason} after {elapsed:.3g} s"
        what = "the response did not arrive" if sent else "no connection could be opened"
        return f"{what} within {self.limit:g} s, the limit of timeout="


class Timeouts:
    """How long each wait of one request may last.

    Attributes:
        limits: Phase → seconds; None for no limit. The phases are `connect`, `read`, `write` and `pool`.
        deadline: The moment of `time.monotonic()` by which all of the response must have been read.
    """

    __slots__ = ("deadline", "limits")

    def __init__(self, limits: dict[str, float | None], deadline: float = math.inf) -> None:
        self.limits = limits
        self.deadline = deadline

    def seconds(self, phase: str) -> float | None:
        """Return the limit of the next wait: that of its phase, or what is left until the deadline if that is less.

        Args:
            phase: `connect`, `read`, `write` or `pool`.

        Raises:
            TimeoutError: The deadline has passed.
        """
        limit = self.limits.get(phase)
        if self.deadline == math.inf:
            return limit
        left = self.deadline - time.monotonic()
        if left <= 0.0:
            raise TimeoutError("the deadline passed")
        return left if limit is None else min(limit, left)

    def restart_for_stream(self, stall_timeout: float, seconds_left: float, *, keep_read: bool) -> None:
        """Set the limits for the rest of a stream whose head has arrived.

        Args:
            stall_timeout: The longest wait for the next event, in seconds.
            seconds_left: Until the deadline of the stream.
            keep_read: Whether the limit of a read stays if it is shorter: it comes from an `httpx.Timeout`.
        """
        read = self.limits.get("read")
        longest = stall_timeout if read is None or not keep_read else min(read, stall_timeout)
        self.limits["read"] = min(longest, seconds_left)
        self.deadline = time.monotonic() + seconds_left
