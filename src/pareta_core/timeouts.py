"""The timeouts of one HTTP request: a limit for each wait and a deadline for all of them. Pure but for the clock."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping

# The extensions of a request to our own transport, beside the `timeout` of httpx.
DEADLINE = "deadline"
"""The moment of `time.monotonic()` by which the response must have been read."""
MAX_IDLE = "max_idle_seconds"
"""How long the connection that carries the request may have been idle, in seconds."""


class Timeouts:
    """How long each wait of one request may last, in seconds. `deadline` is a moment of `time.monotonic()`."""

    __slots__ = ("_limits", "deadline")

    def __init__(self, limits: Mapping[str, float | None], deadline: float = math.inf) -> None:
        self._limits = limits
        self.deadline = deadline

    def seconds(self, phase: str) -> float | None:
        """Return the limit of the next wait: that of its phase, or what is left until the deadline if that is less.

        Args:
            phase: `connect`, `read`, `write` or `pool`.

        Raises:
            TimeoutError: The deadline has passed.
        """
        limit = self._limits.get(phase)
        if self.deadline == math.inf:
            return limit
        left = self.deadline - time.monotonic()
        if left <= 0.0:
            raise TimeoutError("the deadline passed")
        return left if limit is None else min(limit, left)
