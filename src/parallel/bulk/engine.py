"""What a bulk job does next. Pure: no network, no journal, no clock.

Several parts are in flight at a time. The engine knows how far each has come and when it may be looked at again; the
driver does one step after the other, and reports what became of it.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

import attrs

from parallel.bulk.journal_records import PartRecord, State
from pareta_core.errors import SDKError


class Step(Enum):
    """What to do."""

    READ = "read rows from the source"
    SEND = "send the rows of a part"
    READ_BACK = "look which rows of a part the service has"
    CHECK = "ask whether a part has ended, and read its results if it has"
    PAUSE = "wait"
    END = "nothing is left to do"


class Action(NamedTuple):
    """The next step."""

    step: Step
    part: Part | None = None
    seconds: float = 0.0


@attrs.define(eq=False)
class Part:
    """A part of the job, and when it needs something."""

    id: int
    state: State
    group_id: str | None = None
    due: float = 0.0
    """When to look at it again, in seconds of the monotonic clock."""
    is_open: bool = False
    """Whether rows are still added to it."""
    rows: int = 0
    """How many rows it has that wait for something, as far as is known."""
    failures: int = 0
    """How many steps in a row brought nothing."""
    problem: SDKError | None = None
    """Why nothing more is done for it in this call: what became of its rows is unknown."""

    @property
    def is_in_flight(self) -> bool:
        """Whether its rows are at the service, or may be."""
        return self.problem is None and State.GROUPED <= self.state < State.DONE


class Engine:
    """The parts of a job that are not done.

    Args:
        parts: The unfinished parts of the journal.
        max_parts: How many parts are in flight at most.
        settle: Seconds after which rows that were sent are listed, if they were accepted.
        now: The time of the monotonic clock, in seconds.
        wall: The time in seconds since the epoch, as `sent_at` has it.
    """

    def __init__(
        self, parts: list[PartRecord], *, max_parts: int, settle: float, now: float, wall: float
    ) -> None:
        self.parts: dict[int, Part] = {
            part.id: Part(
                part.id,
                part.state,
                part.group_id if part.state > State.PLANNED else None,
                due=_due(part, settle, now, wall),
                rows=part.rows,
            )
            for part in parts
        }
        self.has_source: bool = False
        """Whether rows can be read."""
        self.pause_until: float = 0.0
        """Before this time nothing is sent at all."""
        self._max_parts = max_parts

    def next(self, now: float) -> Action:
        """Return the next step.

        Args:
            now: The time of the monotonic clock, in seconds.
        """
        parts = [part for part in self.parts.values() if part.problem is None and not part.is_open]
        has_room = sum(part.is_in_flight for part in parts) < self._max_parts
        parts = [part for part in parts if part.is_in_flight or has_room]
        can_read = self.has_source and has_room
        if now < self.pause_until:
            step = Step.PAUSE if parts or can_read else Step.END
            return Action(step, seconds=self.pause_until - now)
        due = [part for part in parts if part.due <= now]
        # What may be paid for already goes first, then what starts work, then what only reads.
        for part in due:
            if part.state == State.SENT:
                return Action(Step.READ_BACK, part)
        for part in due:
            if part.state < State.SENT:
                return Action(Step.SEND, part)
        if can_read:
            return Action(Step.READ)
        if due:
            return Action(Step.CHECK, min(due, key=lambda part: part.due))
        if not parts:
            return Action(Step.END)
        return Action(Step.PAUSE, seconds=min(part.due for part in parts) - now)

    def open(self, part: int) -> Part:
        """Add a part whose rows are being read."""
        self.parts[part] = added = Part(part, State.PLANNED, is_open=True)
        return added

    def add(self, part: int, rows: int) -> None:
        """Add a part with so many rows that are to be sent."""
        self.parts[part] = Part(part, State.PLANNED, rows=rows)

    def end(self, part: Part) -> None:
        """Remove a part that is done."""
        part.state = State.DONE
        del self.parts[part.id]


def _due(part: PartRecord, settle: float, now: float, wall: float) -> float:
    """Return when a part of the journal may be looked at: one that was being sent, only after it has settled."""
    if part.state != State.SENT or part.sent_at is None:
        return now
    # A clock that was set back does not make the wait longer.
    return now + min(settle, max(0.0, part.sent_at + settle - wall))
