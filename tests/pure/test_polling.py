"""The poll loop, on a clock that does not wait: its pauses, the errors that it survives, and its deadline."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pareta_core import errors
from pareta_core._sync.polling import wait_for
from pareta_core.deadline import NO_DEADLINE, Deadline
from pareta_core.errors import ErrorResponse, SDKError
from pareta_core.retry import RetryPolicy
from pareta_wire import get_task_run
from tests.support import FakeClock

SAFE = get_task_run("trun_1").operation.retry


def status(code: int, **headers: str) -> SDKError:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    response = ErrorResponse(status_code=code, headers=fields)
    return errors.status_error(errors.ErrorClasses(), "GET /v1/things (getThing)", response)


LOST = errors.APIConnectionError("lost")
UNTRUSTED = errors.APIConnectionError("untrusted", permanent=True)
TRUNCATED = errors.APIResponseError("truncated", incomplete=True)


class Poll:
    """Returns or raises the steps of a script in order, and then the last one forever."""

    def __init__(self, *script: Any) -> None:
        self._script = list(script)
        self.remaining: list[float] = []

    def __call__(self, remaining: float) -> Any:
        self.remaining.append(remaining)
        step = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        if isinstance(step, Exception):
            raise step
        return step


def wait(poll: Poll, clock: FakeClock, *, timeout: float | None = 100.0, interval: float = 2.0) -> Any:
    deadline = NO_DEADLINE if timeout is None else Deadline.after(timeout, clock.monotonic())
    transport: Any = SimpleNamespace(clock=clock, settings=SimpleNamespace(retries=RetryPolicy()))
    return wait_for(
        poll,
        transport=transport,
        retry_class=SAFE,
        deadline=deadline,
        interval=interval,
        on_timeout=lambda last: errors.WaitTimeoutError(f"too late after {last}"),
    )


# name: (script, pauses in seconds, with random() at 0.5)
SCRIPTS: dict[str, tuple[list[Any], list[float]]] = {
    "a result at once": (["done"], []),
    "an empty result": ([""], []),
    "two polls without a result": ([None, None, "done"], [2.0, 2.0]),
    "a lost connection": ([LOST, "done"], [0.25]),
    "a truncated body": ([TRUNCATED, "done"], [0.25]),
    "growing pauses": ([LOST, status(503), LOST, "done"], [0.25, 0.5, 1.0]),
    "a poll without a result resets the pauses": ([LOST, LOST, None, LOST, "done"], [0.25, 0.5, 2.0, 0.25]),
    "a retry-after": ([status(429, retry_after="7"), "done"], [7.0]),
    "a retry-after above the limit of a single call": ([status(503, retry_after="90"), "done"], [90.0]),
    "a retry-after below the backoff": ([status(503, retry_after="0"), "done"], [0.25]),
    "an invalid retry-after": ([status(503, retry_after="soon"), "done"], [0.25]),
}


@pytest.mark.parametrize(
    ("script", "pauses"), SCRIPTS.values(), ids=[name.replace(" ", "-") for name in SCRIPTS]
)
def test_a_wait_pauses_between_polls_until_there_is_a_result(script, pauses):
    clock = FakeClock()
    assert wait(Poll(*script), clock) == script[-1]
    assert clock.sleeps == pauses


@pytest.mark.parametrize("error", [status(404), status(409), status(401), UNTRUSTED, errors.StreamError("x")])
def test_an_error_that_is_not_transient_ends_the_wait(error):
    clock = FakeClock()
    with pytest.raises(type(error)) as caught:
        wait(Poll(None, error), clock)
    assert caught.value is error
    assert clock.sleeps == [2.0]


def test_an_error_that_is_not_of_the_sdk_ends_the_wait():
    with pytest.raises(KeyError):
        wait(Poll(KeyError("x")), FakeClock())


def test_each_poll_gets_the_seconds_until_the_deadline():
    poll = Poll(None, None, "done")
    wait(poll, FakeClock(), timeout=10.0)
    assert poll.remaining == [10.0, 8.0, 6.0]


def test_a_wait_polls_once_more_before_its_deadline_and_then_times_out():
    poll, clock = Poll(None), FakeClock()
    with pytest.raises(errors.WaitTimeoutError, match="too late after None") as caught:
        wait(poll, clock, timeout=5.0)
    assert clock.sleeps == [2.0, 2.0, 0.75, 0.25]
    assert poll.remaining[-1] == 0.25
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("pause", "timeout", "left"),
    [("30", 2.0, 0.5), ("30", 4.0, 1.0), ("30", 29.0, 1.0), ("1000", 900.0, 1.0)],
)
def test_the_last_poll_of_a_wait_has_time_for_its_response(pause, timeout, left):
    poll, clock = Poll(status(503, retry_after=pause), "done"), FakeClock()
    assert wait(poll, clock, timeout=timeout) == "done"
    assert poll.remaining == [timeout, left]
    assert clock.sleeps == [timeout - left]


def test_a_wait_does_not_poll_again_after_its_last_poll():
    poll = Poll(status(503, retry_after="30"), None)
    with pytest.raises(errors.WaitTimeoutError):
        wait(poll, FakeClock(), timeout=8.0)
    assert poll.remaining == [8.0, 1.0]


def test_a_wait_that_times_out_has_the_error_of_its_last_poll_as_the_cause():
    last = status(503)
    with pytest.raises(errors.WaitTimeoutError) as caught:
        wait(Poll(None, last), FakeClock(), timeout=3.0)
    assert caught.value.__cause__ is last
    assert str(last) in str(caught.value)


def test_a_retry_after_beyond_the_deadline_ends_at_the_deadline():
    clock = FakeClock()
    with pytest.raises(errors.WaitTimeoutError):
        wait(Poll(status(503, retry_after="1000")), clock, timeout=30.0)
    assert clock.sleeps == [29.0, 1.0]


def test_without_a_deadline_a_wait_goes_on():
    clock = FakeClock()
    assert wait(Poll(*[None] * 500, "done"), clock, timeout=None) == "done"
    assert sum(clock.sleeps) == 1000.0
