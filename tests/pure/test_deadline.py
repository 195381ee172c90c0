"""Deadlines, the timeouts of long polls, and the durations that users pass."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pareta_core.deadline import NO_DEADLINE, Deadline, long_poll_slice, seconds_argument

seconds = st.floats(min_value=0, max_value=1e9)


@pytest.mark.parametrize(
    ("now", "remaining", "passed"),
    [
        (100.0, 30.0, False),
        (129.5, 0.5, False),
        (130.0, 0.0, True),
        (130.1, 0.0, True),
        (1e9, 0.0, True),
        (99.0, 31.0, False),
    ],
)
def test_the_remaining_seconds_fall_to_zero_and_never_below(now, remaining, passed):
    deadline = Deadline.after(30.0, 100.0)
    assert deadline.remaining(now) == remaining
    assert deadline.passed(now) is passed


def test_a_deadline_remembers_its_timeout():
    assert Deadline.after(30.0, 100.0) == Deadline(at=130.0, seconds=30.0)


@pytest.mark.parametrize("deadline", [Deadline.after(None, 5.0), NO_DEADLINE, Deadline()])
@pytest.mark.parametrize("now", [0.0, 5.0, 1e300])
def test_no_deadline_never_passes(deadline, now):
    assert deadline.remaining(now) == math.inf
    assert not deadline.passed(now)


def test_a_deadline_of_zero_seconds_has_passed_at_once():
    assert Deadline.after(0.0, 100.0).passed(100.0)


@given(seconds, seconds, seconds)
def test_a_deadline_has_passed_exactly_when_zero_seconds_remain(timeout, start, now):
    deadline = Deadline.after(timeout, start)
    assert deadline.passed(now) is (deadline.remaining(now) == 0)


@pytest.mark.parametrize(
    ("maximum", "remaining", "seconds"),
    [
        (50, math.inf, 50),
        (50, 3600.0, 50),
        (50, 50.0, 50),
        (50, 49.5, 50),
        (50, 49.0, 49),
        (50, 2.1, 3),
        (50, 1.0, 1),
        (50, 0.001, 1),
        (50, 0.0, 1),
        (1, 100.0, 1),
    ],
)
def test_a_long_poll_lasts_whole_seconds_up_to_the_maximum(maximum, remaining, seconds):
    poll = long_poll_slice(maximum, remaining)
    assert (poll, type(poll)) == (seconds, int)


@given(st.integers(1, 600), st.floats(min_value=0))
def test_a_long_poll_is_never_above_the_maximum_nor_a_second_past_the_deadline(maximum, remaining):
    poll = long_poll_slice(maximum, remaining)
    assert 1 <= poll <= maximum
    assert poll < remaining + 1 or poll == 1


@pytest.mark.parametrize(
    ("value", "found"),
    [(1, 1.0), (0.5, 0.5), (3600, 3600.0), (1e-9, 1e-9), (10**9, 1e9), (10**15, 1e9), (1e300, 1e9)],
)
def test_a_duration_is_a_number_of_seconds(value, found):
    checked = seconds_argument("timeout", value)
    assert (checked, type(checked)) == (found, float)


@pytest.mark.parametrize(
    "value",
    [0, 0.0, -0.0, -1, -0.5, math.nan, math.inf, -math.inf, 10**400, -(10**400)],
    ids=lambda v: str(v)[:6],
)
def test_a_duration_that_is_not_positive_and_finite_is_refused_with_the_argument_name(value):
    with pytest.raises(ValueError, match=r"^poll_interval must be a positive number of seconds"):
        seconds_argument("poll_interval", value)


@pytest.mark.parametrize("value", [None, "30", b"30", True, False, [30], Decimal(30), 1j, object])
def test_a_duration_of_another_type_is_refused_with_the_argument_name(value):
    with pytest.raises(TypeError, match=r"^timeout must be a number of seconds, not "):
        seconds_argument("timeout", value)


@pytest.mark.parametrize("value", [0, 0.0])
def test_zero_is_a_valid_duration_where_it_is_allowed(value):
    assert seconds_argument("poll_interval", value, zero=True) == 0.0


@pytest.mark.parametrize("value", [-1, -0.5, math.nan, math.inf])
def test_a_negative_duration_is_refused_even_where_zero_is_allowed(value):
    with pytest.raises(ValueError, match=r"^poll_interval must be a non-negative number of seconds"):
        seconds_argument("poll_interval", value, zero=True)


@pytest.mark.parametrize(
    ("deadline", "seconds", "at", "from_seconds"),
    [
        (Deadline(), math.inf, math.inf, math.inf),
        (Deadline(), 5.0, 105.0, 5.0),
        (Deadline(103.0, 60.0), 5.0, 103.0, 60.0),
        (Deadline(105.0, 60.0), 5.0, 105.0, 60.0),
        (Deadline(110.0, 60.0), 5.0, 105.0, 5.0),
    ],
)
def test_a_deadline_can_be_brought_forward_and_not_put_off(deadline, seconds, at, from_seconds):
    sooner = deadline.within(seconds, 100.0)
    assert (sooner.at, sooner.seconds) == (at, from_seconds)
    assert (sooner is deadline) is (sooner.at == deadline.at)
