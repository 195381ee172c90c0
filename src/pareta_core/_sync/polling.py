# Mirrored from src/pareta_core/_async/polling.py by codegen/mirror.py; do not edit.
"""The poll loop of every wait: poll until there is a result, survive transient errors, stop at the deadline."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from pareta_core.errors import APIConnectionError, APIStatusError, SDKError
from pareta_core.retry import backoff, is_transient, retry_after

if TYPE_CHECKING:
    from pareta_core._sync.transport import Transport
    from pareta_core.deadline import Deadline
    from pareta_wire.operation import RetryClass

T = TypeVar("T")

# A wait whose pause would reach its deadline polls once more before it, with so much time left for the response.
_LAST_POLL_SECONDS = 1.0
# For so long a 404 for work that was just created means that not every machine of the service knows it yet.
_MAX_LAG_SECONDS = 10.0


def wait_for(
    poll: Callable[[float], T | None],
    *,
    transport: Transport,
    retry_class: RetryClass,
    deadline: Deadline,
    interval: float,
    on_timeout: Callable[[SDKError | None], SDKError],
    is_begun: Callable[[], bool] = lambda: True,
    is_new: bool = False,
) -> T:
    """Poll until there is a result, and return it.

    Transient errors do not end the wait: it polls again after a growing pause, and never before `Retry-After` allows.
    A pause that would reach the deadline is cut short, so that the last poll has time for its response.

    Args:
        poll: Return the result, or None if there is none yet. Its argument is the seconds until the deadline.
        transport: The transport whose clock and retry limits apply.
        retry_class: The retry class that decides which errors are transient.
        deadline: The deadline of the wait.
        interval: Seconds between two polls.
        on_timeout: Return the error for a wait that passed its deadline. Its argument is the error of the last poll,
            or None.
        is_begun: Return whether the work may exist. Until then, a server that cannot be reached ends the wait: nothing
            was sent, and there is nothing to wait for.
        is_new: Whether the work was created just now. A 404 is transient then for ten seconds,
            or until a poll has found it.

    Raises:
        SDKError: A poll failed with an error that is not transient, or the deadline passed.
    """
    clock, policy = transport.clock, transport.settings.retries
    failures, last = 0, False
    may_lag_until = clock.monotonic() + _MAX_LAG_SECONDS if is_new else -math.inf
    while True:
        failure: SDKError | None = None
        try:
            result = poll(deadline.remaining(clock.monotonic()))
        except SDKError as error:
            lags = isinstance(error, APIStatusError) and error.status_code == 404
            if not is_transient(retry_class, error) and not (lags and clock.monotonic() < may_lag_until):
                raise
            # `Retry-After` is obeyed however long it is: only the deadline limits a wait.
            response = error.response if isinstance(error, APIStatusError) else None
            seconds = retry_after(response.headers, clock.now()) if response else None
            failure, pause = error, max(seconds or 0.0, backoff(policy, failures, clock.random()))
            failures += 1
        else:
            if result is not None:
                return result
            failures, pause, may_lag_until = 0, interval, -math.inf
        remaining = deadline.remaining(clock.monotonic())
        if last and remaining > 0:
            clock.sleep(remaining)
            remaining = 0.0
        if remaining <= 0:
            raise on_timeout(failure) from failure
        if isinstance(failure, APIConnectionError) and not failure.sent and not is_begun():
            raise failure
        longest = remaining - min(_LAST_POLL_SECONDS, remaining / 4)
        last = pause > longest
        clock.sleep(min(pause, longest))
