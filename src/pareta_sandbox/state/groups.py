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
from typing import Any

from pareta_sandbox.clock import rfc3339

from .runs import ACTIVE, Run

MAX_STREAM_SECONDS = 3600.0  # after which an event stream is closed
MAX_RUNS_PER_REQUEST = 1000


class UnknownCursorError(ValueError):
    """A cursor that this stream never returned."""


@dataclass(slots=True)
class LogEntry:
    """A run that ended, or the group's status at that instant."""

    at: float
    run: Run | None
    status: dict[str, object] | None


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
    _modified_at: float | None = None

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
        counts = {status: count for status, count in sorted(self._counts.items()) if count}
        is_active = any(status in ACTIVE for status in counts)
        ended = sum(count for status, count in counts.items() if status not in ACTIVE)
        return {
            "num_task_runs": len(self.runs),
            "task_run_status_counts": counts,
            "is_active": is_active,
            "status_message": f"{ended} of {len(self.runs)} runs have ended" if self.runs else None,
            "modified_at": rfc3339(self._modified_at) if self._modified_at is not None else None,
        }

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
                    self.log.append(LogEntry(at, run, None))
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
        entry = self.log[position]
        if entry.run is not None:
            return state_event(entry.run, entry.at, _cursor("evt", position + 1), False, False)
        return {"type": "task_group_status", "event_id": _cursor("evt", position + 1), "status": entry.status}

    def _change_status(self, before: str, after: str) -> None:
        self._counts[before] -= 1
        self._counts[after] += 1

    def _log_status(self, at: float) -> None:
        self._modified_at = at
        self.log.append(LogEntry(at, None, self.status()))


def state_event(
    run: Run, now: float, event_id: str | None, with_input: bool, with_output: bool
) -> dict[str, object]:
    """Return a `task_run.state` event. It has an output only if the run has completed."""
    is_completed = run.status(now) == "completed"
    return {
        "type": "task_run.state",
        "event_id": event_id,
        "run": run.as_json(now),
        "input": dict(run.request) if with_input else None,
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
