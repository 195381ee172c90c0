"""Task groups: their runs in the order in which they were added, and the log of their events. Knows no HTTP.

The log only ever grows at its end, in the order of time. The number of an event therefore never changes, and serves as
a cursor. The stream of runs has its own cursors: the position of a run.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pareta_sandbox.clock import rfc3339

from .runs import ACTIVE, Run

MAX_STREAM_SECONDS = 3600.0  # after which an event stream is closed
MAX_RUNS_PER_REQUEST = 1000


class UnknownCursorError(ValueError):
    """A cursor that this stream never returned."""


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """The group's status at an instant: how many runs it had, and how many of them in each status."""

    at: float
    runs: int
    counts: tuple[tuple[str, int], ...]

    def as_json(self) -> dict[str, object]:
        """Return the TaskGroupStatus."""
        ended = sum(count for status, count in self.counts if status not in ACTIVE)
        return {
            "num_task_runs": self.runs,
            "task_run_status_counts": dict(self.counts),
            "is_active": any(status in ACTIVE for status, _ in self.counts),
            "status_message": f"{ended} of {self.runs} runs have ended" if self.runs else None,
            "modified_at": rfc3339(self.at),
        }


# A run that ended, or the group's status.
LogEntry: TypeAlias = Run | StatusEntry


@dataclass(slots=True)
class Group:
    """One group. `advance` brings its log up to an instant."""

    id: str
    metadata: Mapping[str, Any] | None
    created_at: float
    runs: list[Run] = field(default_factory=list[Run])
    log: list[LogEntry] = field(default_factory=list[LogEntry])
    _changes: list[tuple[float, int, str]] = field(default_factory=list[tuple[float, int, str]])
    _counts: Counter[str] = field(default_factory=Counter[str])
    _modified_at: float = 0.0

    def __post_init__(self) -> None:
        self._log_status(self.created_at)

    def as_json(self, now: float) -> dict[str, object]:
        """Return the TaskGroup at an instant."""
        self.advance(now)
        return {
            "taskgroup_id": self.id,
            "status": self.status(),
            "metadata": self.metadata,
            "created_at": rfc3339(self.created_at),
        }

    def status(self) -> dict[str, object]:
        """Return the TaskGroupStatus as of the end of the log."""
        return self._status_at(self._modified_at).as_json()

    def add(self, runs: Sequence[Run], now: float) -> tuple[str | None, str | None]:
        """Add runs, and return the run cursor and the event cursor before them, None at the very beginning."""
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
        """Log every change up to `now`: for each instant the runs that ended, then the status."""
        while self._changes and self._changes[0][0] <= now:
            at = self._changes[0][0]
            while self._changes and self._changes[0][0] == at:
                _, number, change = heapq.heappop(self._changes)
                run = self.runs[number]
                if change == "running":
                    self._change_status("queued", "running")
                else:
                    self._change_status("running", run.status(at))
                    self.log.append(run)
            self._log_status(at)

    @property
    def next_change(self) -> float | None:
        """When the next change is due, in sandbox seconds; None if no run is active."""
        return self._changes[0][0] if self._changes else None

    def run_position(self, cursor: str | None) -> int:
        """Return the index of the first run after a cursor.

        Raises:
            UnknownCursorError: The cursor is not one of this stream.
        """
        return _parse_cursor("run", cursor, len(self.runs))

    def log_position(self, cursor: str | None) -> int:
        """Return the index of the first log entry after a cursor.

        Raises:
            UnknownCursorError: The cursor is not one of this stream.
        """
        return _parse_cursor("evt", cursor, len(self.log))

    def run_event(
        self, position: int, *, now: float, with_input: bool, with_output: bool
    ) -> dict[str, object]:
        """Return the event of a run in the stream of runs."""
        return state_event(self.runs[position], now, _cursor("run", position + 1), with_input, with_output)

    def log_event(self, position: int) -> dict[str, object]:
        """Return the event of a log entry."""
        entry, event_id = self.log[position], _cursor("evt", position + 1)
        if isinstance(entry, Run):
            return state_event(entry, entry.ended_at, event_id, False, False)
        return {"type": "task_group_status", "event_id": event_id, "status": entry.as_json()}

    def _change_status(self, before: str, after: str) -> None:
        self._counts[before] -= 1
        self._counts[after] += 1

    def _log_status(self, at: float) -> None:
        self._modified_at = at
        self.log.append(self._status_at(at))

    def _status_at(self, at: float) -> StatusEntry:
        counts = tuple((status, count) for status, count in sorted(self._counts.items()) if count)
        return StatusEntry(at, len(self.runs), counts)


def state_event(
    run: Run, now: float, event_id: str | None, with_input: bool, with_output: bool
) -> dict[str, object]:
    """Return a `task_run.state` event. It has an output only if the run has completed."""
    is_completed = run.status(now) == "completed"
    return {
        "type": "task_run.state",
        "event_id": event_id,
        "run": run.as_json(now),
        "input": run.request if with_input else None,
        "output": run.output() if with_output and is_completed else None,
    }


def _cursor(kind: str, position: int) -> str | None:
    return f"{kind}_{position:012d}" if position else None


def _parse_cursor(kind: str, cursor: str | None, end: int) -> int:
    if not cursor:
        return 0
    match = re.fullmatch(rf"{kind}_(\d{{12}})", cursor)
    if match is None or int(match.group(1)) > end:
        raise UnknownCursorError(cursor)
    return int(match.group(1))
