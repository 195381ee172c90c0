"""Task runs: their status as a function of the clock, their progress events and their result. Knows no HTTP.

A run is `queued`, then `running`, then `completed` or `failed`, at instants that are fixed when it is created. Two
markers in its input change that: with `[sandbox:fail]` it ends as `failed`, with `[sandbox:slow]` it takes 600 sandbox
seconds.
"""

from __future__ import annotations

import functools
import json
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pareta_sandbox import markers
from pareta_sandbox.clock import rfc3339
from pareta_sandbox.json_values import canonical_json
from pareta_sandbox.random_source import SeededRandom
from pareta_sandbox.task_outputs import generate_output, plan_output

SLOW_SECONDS = 600.0
# How long a run is queued: a share of its length, up to a limit.
QUEUED_SHARE = 0.15
MAX_QUEUED_SECONDS = 1.0
GROUP_TICK = 0.125  # sandbox seconds; a power of two, so that all its multiples are exact

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
# The processors that send progress events by default.
WITH_EVENTS = frozenset(("pro", "ultra", "ultra2x", "ultra4x", "ultra8x"))
ACTIVE = frozenset(("queued", "running", "cancelling"))


def base_processor(name: str) -> str:
    """Return the processor without `-fast`: fast variants have the price and the length of the plain ones."""
    return name.removesuffix("-fast")


@dataclass(frozen=True, slots=True)
class Progress:
    """One progress event. `at` is in sandbox seconds."""

    at: float
    is_stats: bool
    event: dict[str, object]


class Run:
    """One task run. All but its result is fixed when it is created. What follows from that is not kept.

    A job may have a hundred thousand runs. Each keeps its request as JSON, without the task spec, which it shares.

    Args:
        id: The id of the run.
        request: The TaskRunInput as it was sent, with the group's default task_spec.
        created_at: When it was created, in sandbox seconds.
        root: The source of all that the sandbox generates.
        warnings: The mismatches that do not fail the run, or None.
        group_id: The group, or None.
    """

    __slots__ = (
        "_request",
        "_root",
        "created_at",
        "ended_at",
        "fails",
        "group_id",
        "id",
        "plan",
        "processor",
        "running_at",
        "warnings",
    )

    def __init__(
        self,
        *,
        id: str,
        request: Mapping[str, Any],
        created_at: float,
        root: SeededRandom,
        warnings: list[dict[str, object]] | None,
        group_id: str | None = None,
    ) -> None:
        self.id = id
        self.plan = plan_output(request.get("task_spec"))
        self.processor = sys.intern(str(request["processor"]))
        self.created_at = created_at
        self.warnings = None if warnings is None else _shared_warnings(canonical_json(warnings))
        self.group_id = group_id
        self._root = root
        self._request = json.dumps({name: request[name] for name in request if name != "task_spec"})
        self.fails = markers.FAIL in self._request and markers.FAIL in canonical_json(request["input"])
        is_slow = markers.SLOW in self._request and markers.SLOW in canonical_json(request["input"])
        length = SECONDS[base_processor(self.processor)] * self._random(request).number(0.9, 1.1, "length")
        length = SLOW_SECONDS if is_slow else length
        self.running_at = created_at + min(length * QUEUED_SHARE, MAX_QUEUED_SECONDS)
        self.ended_at = created_at + length
        if group_id is not None:  # several runs of a group change together, which makes one event of it
            self.running_at = math.ceil(self.running_at / GROUP_TICK) * GROUP_TICK
            self.ended_at = math.ceil(self.ended_at / GROUP_TICK) * GROUP_TICK

    @property
    def request(self) -> dict[str, Any]:
        """The TaskRunInput as it was sent, with the group's default task_spec."""
        request: dict[str, Any] = json.loads(self._request)
        return request if self.plan.spec is None else {**request, "task_spec": self.plan.spec}

    @property
    def interaction_id(self) -> str:
        """The id of the interaction that the run belongs to."""
        return f"interaction_{self._root.hex(32, 'interaction', self.id)}"

    @property
    def random(self) -> SeededRandom:
        """The source of all that the run generates."""
        return self._random(self.request)

    def _random(self, request: Mapping[str, Any]) -> SeededRandom:
        return self._root.derive("run", request["input"], self.plan.spec_key, request["processor"])

    @property
    def has_events(self) -> bool:
        """Whether the run sends progress events."""
        enabled: object = json.loads(self._request).get("enable_events")
        return base_processor(self.processor) in WITH_EVENTS if enabled is None else bool(enabled)

    def status(self, now: float) -> str:
        """Return the status at an instant."""
        if now < self.running_at:
            return "queued"
        if now < self.ended_at:
            return "running"
        return "failed" if self.fails or self.plan.problem is not None else "completed"

    def is_active(self, now: float) -> bool:
        """Return whether the run has not ended."""
        return now < self.ended_at

    def as_json(self, now: float) -> dict[str, object]:
        """Return the TaskRun at an instant."""
        status = self.status(now)
        modified_at = {"queued": self.created_at, "running": self.running_at}.get(status, self.ended_at)
        record: dict[str, object] = {
            "run_id": self.id,
            "interaction_id": self.interaction_id,
            "status": status,
            "is_active": status in ACTIVE,
            "processor": self.processor,
            "created_at": rfc3339(self.created_at),
            "modified_at": rfc3339(modified_at),
            "warnings": self.warnings,
            "error": self.error() if status == "failed" else None,
            "metadata": json.loads(self._request).get("metadata"),
        }
        if self.group_id is not None:
            record["taskgroup_id"] = self.group_id
        return record

    def error(self) -> dict[str, object] | None:
        """Return why the run fails, or None if it completes."""
        if self.fails:
            return self._error("the input asked for a failure")
        if self.plan.problem is not None:
            return self._error(f"no output fits the output schema: {self.plan.problem}")
        return None

    def output(self) -> dict[str, object]:
        """Return the output of a run that completes. It is generated each time, and always the same."""
        request = self.request
        return generate_output(self.plan, request, self._random(request))

    def result(self, now: float) -> dict[str, object]:
        """Return the TaskRunResult."""
        return {"run": self.as_json(now), "output": self.output()}

    def progress(self) -> list[Progress]:
        """Return all progress events in the order of time; none if events are disabled."""
        return _progress_events(self) if self.has_events else []

    def _error(self, message: str) -> dict[str, object]:
        return {"ref_id": self.random.hex(32, "ref"), "message": message, "detail": None}


@functools.lru_cache(maxsize=1024)
def _shared_warnings(text: str) -> list[dict[str, object]]:
    warnings: list[dict[str, object]] = json.loads(text)
    return warnings


def _progress_events(run: Run) -> list[Progress]:
    task_input = run.request["input"]
    rng = run.random
    subject = (task_input if isinstance(task_input, str) else canonical_json(task_input))[:80]
    steps = (
        ("plan", f"Planning how to answer about {subject}"),
        ("search", f"Searching the web for {subject}"),
        ("tool_call", "Opening the likeliest sources"),
        ("result", "Comparing what the sources say"),
        ("exec_status", "Writing the answer"),
    )
    length = run.ended_at - run.running_at
    progress: list[Progress] = []
    for n, (kind, message) in enumerate(steps):
        at = run.running_at + length * (n + 0.4) / len(steps)
        event: dict[str, object] = {
            "type": f"task_run.progress_msg.{kind}",
            "message": message,
            "timestamp": rfc3339(at),
        }
        progress.append(Progress(at, False, event))
        at = run.running_at + length * (n + 0.7) / len(steps)
        progress.append(Progress(at, True, _stats_event(rng, n + 1, len(steps))))
    return progress


def _stats_event(rng: SeededRandom, step: int, steps: int) -> dict[str, object]:
    considered = step * rng.integer(3, 9, "considered")
    read = step * rng.integer(1, 3, "read")
    sample = [f"https://www.example.org/{rng.hex(8, 'source', n)}" for n in range(min(read, 3))]
    return {
        "type": "task_run.progress_stats",
        "source_stats": {
            "num_sources_considered": considered,
            "num_sources_read": read,
            "sources_read_sample": sample,
        },
        "progress_meter": round(100.0 * step / (steps + 1), 1),
    }
