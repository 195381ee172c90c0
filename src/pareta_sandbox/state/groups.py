"""Task groups: their runs in the order they were added, and the log of what happened to them. Knows no HTTP.

The log grows only at its end: a change that lies in the past is written down before anything that comes after it,
so an event's number never changes and is a cursor. The stream of runs has cursors of its own: the place of a run.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pareta_sandbox.clock import rfc3339

from .runs import ACTIVE, Run

OPEN_SECONDS = 3600.0  # how long an event stream stays open at most
RUNS_PER_REQUEST = 1000


class BadCursor(ValueError):
    """A cursor that this stream never gave."""


@dataclass(slots=True)
class Logged:
    """One line of the log: a run that ended, or the group's status at that instant."""

    at: float
    run: Run | None
    status: dict[str, object] | None


@dataclass(slots=True)
class Group:
    """One group. `advance` brings its log up to an instant; everything else reads."""

    id: str
    metadata: Mapping[str, Any] | None
    created_at: float
    runs: list[Run] = field(default_factory=list[Run])
    log: list[Logged] = field(default_factory=list[Logged])
    _changes: list[tuple[float, int, str]] = field(default_factory=list[tuple[float, int, str]])
    _counts: Counter[str] = field(default_factory=Counter[str])
    _modified_at: float | None = None

    def __post_init__(self) -> None:
        self._log_status(self.created_at)

    def as_json(self, now: float) -> dict[str, object]:
        self.advance(now)
        return {
            "taskgroup_id": self.id,
            "status": self.status(),
            "metadata": self.metadata,
            "created_at": rfc3339(self.created_at),
        }

    def status(self) -> dict[str, object]:
        counts = {status: count for status, count in sorted(self._counts.items()) if count}
        active = any(status in ACTIVE for status in counts)
        done = sum(count for status, count in counts.items() if status not in ACTIVE)
        return {
            "num_task_runs": len(self.runs),
            "task_run_status_counts": counts,
            "is_active": active,
            "status_message": f"{done} of {len(self.runs)} runs have ended" if self.runs else None,
            "modified_at": rfc3339(self._modified_at) if self._modified_at is not None else None,
        }

    def add(self, runs: Sequence[Run], now: float) -> tuple[str | None, str | None]:
        """Take the runs in; gives the cursors that stand before them, None at the very beginning."""
        self.advance(now)
        cursors = (_cursor("run", len(self.runs)), _cursor("evt", len(self.log)) if self.runs else None)
        for run in runs:
            number = len(self.runs)
            self.runs.append(run)
            self._counts["queued"] += 1
            heapq.heappush(self._changes, (run.running_at, number, "running"))
            heapq.heappush(self._changes, (run.ended_at, number, "ended"))
        self._log_status(now)
        return cursors

    def advance(self, now: float) -> None:
        """Write down every change up to `now`: the runs that ended at an instant, then the status after it."""
        while self._changes and self._changes[0][0] <= now:
            at = self._changes[0][0]
            while self._changes and self._changes[0][0] == at:
                _, number, change = heapq.heappop(self._changes)
                run = self.runs[number]
                if change == "running":
                    self._move("queued", "running")
                else:
                    self._move("running", run.status(at))
                    self.log.append(Logged(at, run, None))
            self._log_status(at)

    @property
    def next_change(self) -> float | None:
        return self._changes[0][0] if self._changes else None

    def run_place(self, cursor: str | None) -> int:
        return _place("run", cursor, len(self.runs))

    def log_place(self, cursor: str | None) -> int:
        return _place("evt", cursor, len(self.log))

    def run_event(self, place: int, *, now: float, with_input: bool, with_output: bool) -> dict[str, object]:
        return state_event(self.runs[place], now, _cursor("run", place + 1), with_input, with_output)

    def log_event(self, place: int) -> dict[str, object]:
        line = self.log[place]
        if line.run is not None:
            return state_event(line.run, line.at, _cursor("evt", place + 1), False, False)
        return {"type": "task_group_status", "event_id": _cursor("evt", place + 1), "status": line.status}

    def _move(self, before: str, after: str) -> None:
        self._counts[before] -= 1
        self._counts[after] += 1

    def _log_status(self, at: float) -> None:
        self._modified_at = at
        self.log.append(Logged(at, None, self.status()))


def state_event(
    run: Run, now: float, event_id: str | None, with_input: bool, with_output: bool
) -> dict[str, object]:
    """A `task_run.state` event; the output is there once the run has completed."""
    completed = run.status(now) == "completed"
    return {
        "type": "task_run.state",
        "event_id": event_id,
        "run": run.as_json(now),
        "input": dict(run.request) if with_input else None,
        "output": run.output() if with_output and completed else None,
    }


def _cursor(kind: str, place: int) -> str | None:
    return f"{kind}_{place:012d}" if place else None


def _place(kind: str, cursor: str | None, end: int) -> int:
    if not cursor:
        return 0
    match = re.fullmatch(rf"{kind}_(\d{{12}})", cursor)
    if match is None or int(match.group(1)) > end:
        raise BadCursor(cursor)
    return int(match.group(1))
