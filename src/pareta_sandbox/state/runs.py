"""Task runs: their life as a function of the clock, their progress and their result. Knows no HTTP and no groups.

A run is `queued`, then `running`, then `completed` or `failed`, at instants fixed when it is created. Two marks in
its input steer it: `[sandbox:fail]` lets it end as `failed`, `[sandbox:slow]` makes it take 600 sandbox seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pareta_sandbox.answers import Unsatisfiable
from pareta_sandbox.clock import rfc3339
from pareta_sandbox.dice import Dice, canonical
from pareta_sandbox.outputs import make_output

FAIL_MARK = "[sandbox:fail]"
SLOW_MARK = "[sandbox:slow]"
SLOW_SECONDS = 600.0
QUEUED_SHARE = 0.15  # of a run's length, up to a limit
QUEUED_AT_MOST = 1.0

SECONDS = {
    "lite": 2.0,
    "base": 3.0,
    "core": 4.0,
    "core2x": 5.0,
    "pro": 6.0,
    "ultra": 8.0,
    "ultra2x": 10.0,
    "ultra4x": 12.0,
    "ultra8x": 15.0,
}
WITH_EVENTS = frozenset(("pro", "ultra", "ultra2x", "ultra4x", "ultra8x"))
ACTIVE = frozenset(("queued", "running", "cancelling"))


def base_processor(name: str) -> str:
    """`pro` for `pro-fast`: the quick variants are known by their plain names."""
    return name.removesuffix("-fast")


@dataclass(frozen=True, slots=True)
class Progress:
    """One progress event, `at` an instant of the sandbox clock."""

    at: float
    is_stats: bool
    event: dict[str, object]


@dataclass(slots=True)
class Run:
    """One task run; everything but its result is fixed when it is made."""

    id: str
    interaction_id: str
    request: Mapping[str, Any]  # the TaskRunInput as it was sent, with the group's default task_spec
    created_at: float
    dice: Dice
    warnings: list[dict[str, object]] | None
    group_id: str | None = None
    running_at: float = 0.0
    ended_at: float = 0.0
    fails: bool = False
    _output: dict[str, object] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        text = canonical(self.request["input"])
        length = SECONDS[base_processor(self.processor)]
        length *= self.dice.number(0.9, 1.1, "length")
        if SLOW_MARK in text:
            length = SLOW_SECONDS
        self.running_at = self.created_at + min(length * QUEUED_SHARE, QUEUED_AT_MOST)
        self.ended_at = self.created_at + length
        self.fails = FAIL_MARK in text

    @property
    def processor(self) -> str:
        return str(self.request["processor"])

    @property
    def has_events(self) -> bool:
        wanted = self.request.get("enable_events")
        return base_processor(self.processor) in WITH_EVENTS if wanted is None else bool(wanted)

    def status(self, now: float) -> str:
        if now < self.running_at:
            return "queued"
        if now < self.ended_at:
            return "running"
        return "failed" if self.error() else "completed"

    def is_active(self, now: float) -> bool:
        return now < self.ended_at

    def as_json(self, now: float) -> dict[str, object]:
        """The TaskRun at an instant."""
        status = self.status(now)
        changed = {"queued": self.created_at, "running": self.running_at}.get(status, self.ended_at)
        record: dict[str, object] = {
            "run_id": self.id,
            "interaction_id": self.interaction_id,
            "status": status,
            "is_active": status in ACTIVE,
            "processor": self.processor,
            "created_at": rfc3339(self.created_at),
            "modified_at": rfc3339(changed),
            "warnings": self.warnings,
            "error": self.error() if status == "failed" else None,
            "metadata": self.request.get("metadata"),
        }
        if self.group_id is not None:
            record["taskgroup_id"] = self.group_id
        return record

    def error(self) -> dict[str, object] | None:
        """Why the run fails, None when it does not."""
        if self.fails:
            return self._error("the input asked for a failure")
        try:
            self.output()
        except Unsatisfiable as problem:
            return self._error(f"no answer fits the output schema: {problem}")
        return None

    def output(self) -> dict[str, object]:
        """The run's answer, made once. Raises Unsatisfiable when nothing fits the schema."""
        if self._output is None:
            self._output = make_output(self.request, self.dice)
        return self._output

    def result(self, now: float) -> dict[str, object]:
        return {"run": self.as_json(now), "output": self.output()}

    def progress(self) -> list[Progress]:
        """The whole trace of the run, in order of time; empty without events."""
        return _trace(self) if self.has_events else []

    def _error(self, message: str) -> dict[str, object]:
        return {"ref_id": self.dice.hex(32, "ref"), "message": message, "detail": None}


def _trace(run: Run) -> list[Progress]:
    subject = (
        run.request["input"] if isinstance(run.request["input"], str) else canonical(run.request["input"])
    )
    subject = subject[:80]
    told = (
        ("plan", f"Planning how to answer about {subject}"),
        ("search", f"Searching the web for {subject}"),
        ("tool_call", "Opening the likeliest sources"),
        ("result", "Comparing what the sources say"),
        ("exec_status", "Writing the answer"),
    )
    span = run.ended_at - run.running_at
    trace: list[Progress] = []
    for n, (kind, message) in enumerate(told):
        at = run.running_at + span * (n + 0.4) / len(told)
        event: dict[str, object] = {
            "type": f"task_run.progress_msg.{kind}",
            "message": message,
            "timestamp": rfc3339(at),
        }
        trace.append(Progress(at, False, event))
        at = run.running_at + span * (n + 0.7) / len(told)
        trace.append(Progress(at, True, _stats(run, n + 1, len(told))))
    return trace


def _stats(run: Run, step: int, steps: int) -> dict[str, object]:
    considered = step * run.dice.integer(3, 9, "considered")
    read = step * run.dice.integer(1, 3, "read")
    sample = [f"https://www.example.org/{run.dice.hex(8, 'source', n)}" for n in range(min(read, 3))]
    return {
        "type": "task_run.progress_stats",
        "source_stats": {
            "num_sources_considered": considered,
            "num_sources_read": read,
            "sources_read_sample": sample,
        },
        "progress_meter": round(100.0 * step / (steps + 1), 1),
    }
