"""Deadlines of waits, and how long one request of a wait may take.

Pure functions: no clock, no sleeping. The caller passes the time in seconds of a monotonic clock.
"""

from __future__ import annotations

import math
import sys

from attrs import frozen

LONGEST_SECONDS = 1e9
"""A longer wait is shortened to this. Operating systems cannot wait for any number of seconds, but for 30 years."""


@frozen
class Deadline:
    """The latest time at which a wait ends, with all of its requests and pauses.

    Attributes:
        at: Seconds on the monotonic clock. Infinite without a deadline.
        seconds: The timeout from which the deadline was made, in seconds.
    """

    at: float = math.inf
    seconds: float = math.inf

    @classmethod
    def after(cls, seconds: float | None, now: float) -> Deadline:
        """Return the deadline that is `seconds` after `now`, or no deadline if `seconds` is None."""
        return cls() if seconds is None else cls(now + seconds, seconds)

    def within(self, seconds: float, now: float) -> Deadline:
        """Return the deadline that is `seconds` after `now`, or this one if it is not later."""
        return self if self.at <= now + seconds else Deadline(now + seconds, seconds)

    def remaining(self, now: float) -> float:
        """Return the seconds until the deadline: at least 0, infinite without a deadline."""
        return max(0.0, self.at - now)

    def passed(self, now: float) -> bool:
        """Return whether the deadline has passed."""
        return now >= self.at


NO_DEADLINE = Deadline()


def long_poll_slice(maximum: int, remaining: float) -> int:
    """Return the timeout of one long-poll request of a wait.

    Args:
        maximum: The longest timeout of one request in seconds.
        remaining: Seconds until the deadline of the wait.

    Returns:
        Whole seconds from 1 to `maximum`, less than one second past the deadline where possible.
    """
    return max(1, min(maximum, math.ceil(min(remaining, maximum))))


def seconds_argument(name: str, value: object, *, zero: bool = False) -> float:
    """Return a duration that a user passed, as a float of at most `LONGEST_SECONDS`.

    Args:
        name: The name of the argument for the message of an error.
        value: The duration in seconds.
        zero: Whether 0 is allowed.

    Raises:
        TypeError: The value is not a number.
        ValueError: The value is negative, zero where that is not allowed, infinite or NaN.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} must be a number of seconds, not {type(value).__name__}")
    # Compare before the conversion: an int can be too large for a float.
    if not 0 <= value <= sys.float_info.max or (value == 0 and not zero):
        sign = "non-negative" if zero else "positive"
        shown = f", not {value}" if isinstance(value, float) or abs(value) < 10**20 else ""
        raise ValueError(f"{name} must be a {sign} number of seconds{shown}")
    return min(float(value), LONGEST_SECONDS)
