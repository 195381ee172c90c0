"""How long each wait of a request may last: the limit of its phase, or what is left until the deadline."""

from __future__ import annotations

import math
from typing import Any

import httpx
import pytest

from pareta_core.deadline import NO_DEADLINE, Deadline
from pareta_core.timeouts import Attempt, Timeouts, attempt_limit

NOW = 1000.0


@pytest.mark.parametrize(
    ("limit", "deadline", "expected"),
    [
        (5.0, math.inf, 5.0),
        (None, math.inf, None),
        (5.0, NOW + 3.0, 3.0),
        (5.0, NOW + 30.0, 5.0),
        (None, NOW + 30.0, 30.0),
    ],
)
def test_a_wait_lasts_as_long_as_its_limit_and_the_deadline_allow(
    limit: float | None, deadline: float, expected: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.monotonic", lambda: NOW)
    assert Timeouts({"read": limit}, deadline).seconds("read") == expected


def test_a_phase_without_a_limit_has_none() -> None:
    assert Timeouts({}).seconds("read") is None


@pytest.mark.parametrize("late", [0.0, 1.0])
def test_no_wait_begins_after_the_deadline(late: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.monotonic", lambda: NOW)
    with pytest.raises(TimeoutError, match="deadline"):
        Timeouts({"read": 5.0}, NOW - late).seconds("read")


@pytest.mark.parametrize(
    ("timeout", "limit"),
    [(None, 60.0), (5.0, 5.0), (7, 7.0), (httpx.Timeout(5.0), math.inf), (httpx.Timeout(None), math.inf)],
)
def test_a_number_and_the_default_limit_an_attempt_and_an_httpx_timeout_each_wait(
    timeout: Any, limit: float
) -> None:
    assert attempt_limit(timeout, 60.0) == limit


LATER = Deadline(NOW + 100.0, 100.0)
SOONER = Deadline(NOW + 2.0, 30.0)


@pytest.mark.parametrize(
    ("limit", "deadline", "until", "by_deadline"),
    [
        (5.0, NO_DEADLINE, NOW + 5.0, False),
        (5.0, LATER, NOW + 5.0, False),
        (5.0, SOONER, NOW + 2.0, True),
        (2.0, SOONER, NOW + 2.0, True),
        (math.inf, LATER, NOW + 100.0, True),
        (math.inf, NO_DEADLINE, math.inf, False),
    ],
)
def test_an_attempt_ends_after_its_limit_or_at_the_deadline_of_its_call(
    limit: float, deadline: Deadline, until: float, by_deadline: bool
) -> None:
    attempt = Attempt.begin(limit, deadline, NOW)
    assert (attempt.until.at, attempt.seconds, attempt.by_deadline) == (until, until - NOW, by_deadline)


@pytest.mark.parametrize(
    ("limit", "deadline", "sent", "reason"),
    [
        (5.0, NO_DEADLINE, True, "the response did not arrive within 5 s, the limit of timeout="),
        (0.25, LATER, True, "the response did not arrive within 0.25 s, the limit of timeout="),
        (5.0, NO_DEADLINE, False, "ConnectTimeout after 1.5 s"),
        (1.5, NO_DEADLINE, False, "no connection could be opened within 1.5 s, the limit of timeout="),
        (math.inf, NO_DEADLINE, True, "ConnectTimeout after 1.5 s"),
        (5.0, SOONER, True, "ConnectTimeout"),
    ],
)
def test_the_reason_of_a_timeout_says_how_long(
    limit: float, deadline: Deadline, sent: bool, reason: str
) -> None:
    attempt = Attempt.begin(limit, deadline, NOW)
    assert attempt.describe("ConnectTimeout", NOW + 1.5, sent=sent) == reason


@pytest.mark.parametrize(
    ("read", "keep_read", "left", "expected"),
    [
        (5.0, False, math.inf, 300.0),
        (5.0, True, math.inf, 5.0),
        (500.0, True, math.inf, 300.0),
        (None, True, math.inf, 300.0),
        (5.0, False, 40.0, 40.0),
        (5.0, True, 2.0, 2.0),
    ],
)
def test_after_its_head_a_stream_has_the_limits_of_its_events(
    read: float | None, keep_read: bool, left: float, expected: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.monotonic", lambda: NOW)
    limits: dict[str, float | None] = {"read": read, "connect": 1.0}
    timeouts = Timeouts(limits, NOW + 1.0)
    timeouts.restart_for_stream(300.0, left, keep_read=keep_read)
    assert limits == {"read": expected, "connect": 1.0}, "which is the mapping that httpx reads"
    assert timeouts.deadline == NOW + left
