# Mirrored from src/pareta_core/_async/polling.py by codegen/mirror.py; do not edit.
"""The one wait loop: ask until there is an answer, ride out what may pass, stop at the deadline."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from pareta_core.errors import APIStatusError, SDKError
from pareta_core.retry import backoff, is_transient, retry_after

if TYPE_CHECKING:
    from pareta_core._sync.transport import Transport
    from pareta_core.deadline import Deadline
    from pareta_wire.operation import RetryClass

T = TypeVar("T")


def wait_for(
    ask: Callable[[float], T | None],
    *,
    transport: Transport,
    rule: RetryClass,
    deadline: Deadline,
    interval: float,
    overdue: Callable[[SDKError | None], SDKError],
) -> T:
    """Calls `ask` with the seconds that are left until it gives something else than None.

    Args:
        rule: Which errors may pass by themselves: lost connections, and the statuses of this class. They are ridden
            out with growing pauses for as long as the deadline allows; any other error ends the wait.
        interval: Seconds between two questions.
        overdue: Makes the error for a wait that ran past its deadline, from the last trouble there was.
    """
    clock, policy = transport.clock, transport.settings.retries
    troubles = 0
    while True:
        trouble: SDKError | None = None
        try:
            answer = ask(deadline.remaining(clock.monotonic()))
        except SDKError as error:
            if not is_transient(rule, error):
                raise
            # What the service asks for is obeyed, however long: a wait has the patience that its deadline gives it.
            refusal = error.response if isinstance(error, APIStatusError) else None
            asked = retry_after(refusal.headers, clock.now()) if refusal else None
            trouble, pause = error, max(asked or 0.0, backoff(policy, troubles, clock.random()))
            troubles += 1
        else:
            if answer is not None:
                return answer
            troubles, pause = 0, interval
        remaining = deadline.remaining(clock.monotonic())
        if remaining <= 0:
            raise overdue(trouble) from trouble
        clock.sleep(min(pause, remaining))
