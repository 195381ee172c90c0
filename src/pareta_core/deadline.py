"""Deadlines and poll schedules: how long a wait may still last and how long to pause. Never sleeps.

Pure: times are seconds of a monotonic clock, given by the caller.
"""

from __future__ import annotations

import math
import sys

from attrs import frozen


@frozen
class Deadline:
    """A moment on the monotonic clock that a wait with everything in it must not pass."""

    at: float = math.inf
    seconds: float = math.inf

    @classmethod
    def after(cls, seconds: float | None, now: float) -> Deadline:
        """The deadline `seconds` from `now`; None means that there is none."""
        return cls() if seconds is None else cls(now + seconds, seconds)

    def remaining(self, now: float) -> float:
        """Seconds left; never negative, infinite without a deadline."""
        return max(0.0, self.at - now)

    def passed(self, now: float) -> bool:
        """Whether it is over."""
        return now >= self.at


NO_DEADLINE = Deadline()


def long_poll_slice(longest: int, remaining: float) -> int:
    """Seconds to ask a long poll to hold: whole, at least one, at most `longest`, not far past the deadline."""
    return max(1, min(longest, math.ceil(min(remaining, longest))))


def seconds_argument(name: str, value: object, *, zero: bool = False) -> float:
    """A duration given by a user, checked: a finite number of seconds, positive (or zero where allowed).

    Raises `TypeError` or `ValueError` naming the argument.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} must be a number of seconds, not {type(value).__name__}")
    # Compared before it is converted: an int can be too large for a float.
    if not 0 <= value <= sys.float_info.max or (value == 0 and not zero):
        kind = "non-negative" if zero else "positive"
        shown = f", not {value}" if isinstance(value, float) or abs(value) < 10**20 else ""
        raise ValueError(f"{name} must be a {kind} number of seconds{shown}")
    return float(value)
