"""What a bulk job does next: tables of parts, and the step that follows."""

from __future__ import annotations

import pytest

from parallel.bulk.engine import Engine, Step
from parallel.bulk.journal_records import PartRecord, State
from pareta_core import SDKError

NOW, WALL = 1000.0, 5_000_000.0
PLANNED, GROUPED, SENT, ACCEPTED = State.PLANNED, State.GROUPED, State.SENT, State.ACCEPTED


def engine(
    *states: State, sent_at: float | None = None, max_parts: int = 2, has_source: bool = False
) -> Engine:
    parts = [
        PartRecord(number, state, f"tgrp_{number}", sent_at if state == SENT else None, rows=3)
        for number, state in enumerate(states, 1)
    ]
    made = Engine(parts, max_parts=max_parts, settle=120.0, now=NOW, wall=WALL)
    made.has_source = has_source
    return made


@pytest.mark.parametrize(
    ("states", "has_source", "step", "part"),
    [
        ((), False, Step.END, None),
        ((), True, Step.READ, None),
        ((PLANNED,), False, Step.SEND, 1),
        ((GROUPED,), False, Step.SEND, 1),
        ((ACCEPTED,), False, Step.CHECK, 1),
        ((ACCEPTED, PLANNED), False, Step.SEND, 2),
        ((ACCEPTED,), True, Step.READ, None),
        ((ACCEPTED, ACCEPTED), True, Step.CHECK, 1),
        ((ACCEPTED, ACCEPTED, PLANNED), True, Step.CHECK, 1),
        ((ACCEPTED, GROUPED, PLANNED), False, Step.SEND, 2),
    ],
)
def test_work_is_started_before_it_is_looked_at_and_not_more_than_the_limit_is_in_flight(
    states: tuple[State, ...], has_source: bool, step: Step, part: int | None
) -> None:
    found = engine(*states, has_source=has_source).next(NOW)
    assert (found.step, found.part and found.part.id) == (step, part)


@pytest.mark.parametrize(
    ("sent_at", "pause"),
    [
        (WALL, 120.0),
        (WALL - 100.0, 20.0),
        (WALL - 120.0, 0.0),
        (WALL - 1e6, 0.0),
        (WALL + 3600.0, 120.0),  # the clock was set back
        (None, 0.0),
    ],
)
def test_a_part_that_was_being_sent_is_looked_for_once_it_has_settled(
    sent_at: float | None, pause: float
) -> None:
    job = engine(SENT, sent_at=sent_at)
    before = job.next(NOW)
    assert before.step is (Step.PAUSE if pause else Step.READ_BACK)
    assert before.seconds == pause
    assert job.next(NOW + pause).step is Step.READ_BACK


def test_a_part_that_was_just_filled_is_sent_at_once_at_any_time_of_the_clock() -> None:
    job = engine()
    job.add(1, rows=3)
    assert job.next(0.0).step is Step.SEND


def test_what_settles_does_not_hold_up_the_others() -> None:
    job = engine(SENT, PLANNED, sent_at=WALL)
    assert job.next(NOW).part is job.parts[2]


@pytest.mark.parametrize("states", [(PLANNED,), (GROUPED,), (ACCEPTED,), ()])
def test_nothing_at_all_is_sent_during_a_pause_that_the_service_asks_for(states: tuple[State, ...]) -> None:
    job = engine(*states, has_source=True)
    job.pause_until = NOW + 30.0
    assert job.next(NOW) == (Step.PAUSE, None, 30.0)
    assert job.next(NOW + 30.0).step is not Step.PAUSE


def test_a_part_of_which_nothing_is_known_makes_room_for_others_and_is_left_alone() -> None:
    job = engine(ACCEPTED, ACCEPTED, PLANNED)
    job.parts[1].problem = SDKError("unknown")
    assert job.next(NOW).part is job.parts[3]
    for part in job.parts.values():
        part.problem = SDKError("unknown")
    assert job.next(NOW).step is Step.END


def test_a_part_that_is_still_being_filled_is_not_sent() -> None:
    job = engine(has_source=True)
    part = job.open(1)
    assert job.next(NOW).step is Step.READ
    part.is_open = False
    assert job.next(NOW).step is Step.SEND


def test_the_pause_ends_with_the_first_part_that_is_due() -> None:
    job = engine(ACCEPTED, ACCEPTED)
    job.parts[1].due, job.parts[2].due = NOW + 9.0, NOW + 4.0
    assert job.next(NOW) == (Step.PAUSE, None, 4.0)
    assert job.next(NOW + 4.0).part is job.parts[2]


def test_a_part_that_waits_for_room_does_not_make_the_pause_busy() -> None:
    job = engine(ACCEPTED, ACCEPTED, PLANNED)
    job.parts[1].due = job.parts[2].due = NOW + 5.0
    assert job.next(NOW) == (Step.PAUSE, None, 5.0)


def test_the_group_of_a_part_that_was_only_planned_is_forgotten() -> None:
    assert engine(PLANNED).parts[1].group_id is None
    assert engine(GROUPED).parts[1].group_id == "tgrp_1"
