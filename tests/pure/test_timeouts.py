"""How long each wait of a request may last: the limit of its phase, or what is left until the deadline."""

from __future__ import annotations

import math

import pytest

from pareta_core.timeouts import Timeouts

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
