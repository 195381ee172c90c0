"""What a bulk job says of its rows, of its plan and of its progress. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal, cast

import attrs

from parallel.bulk.errors import RowError
from parallel.bulk.journal_records import RowRecord, Status
from parallel.bulk.json_text import kept_json
from parallel.errors import OutputParseError, ParallelError, run_failed
from parallel.outputs import T, TaskRunOutput, as_output
from pareta_core.composed import Composed
from pareta_core.schema import Output, OutputMismatch
from pareta_wire.models import FieldBasis, TaskRun
from pareta_wire.models.task_run_output import decode_task_run_output
from pareta_wire.record import Displayed
from pareta_wire.records import Records

if TYPE_CHECKING:
    from parallel.bulk.settings import Limits
    from parallel.bulk.sources import SourceRow

# How many invalid rows a plan names.
_MAX_PROBLEMS = 10
RowStatus = Literal["waiting", "running", "completed", "failed", "invalid", "unknown"]

_STATUSES: dict[int, RowStatus] = {
    Status.COMPLETED: "completed",
    Status.FAILED: "failed",
    Status.MISMATCH: "failed",
    Status.INVALID: "invalid",
}


class BulkRow(Composed, Generic[T]):
    """A row of a bulk job: what was asked, and what became of it.

    Example:
        ```python
        for row in job.run("companies.csv"):
            print(row.index, row.input, row.output if row.error is None else row.error)
        ```
    """

    def __init__(
        self, index: int, record: RowRecord, output: Output[Any] | None, problem: ParallelError | None = None
    ) -> None:
        """Create a row; its values are decoded when they are read.

        Args:
            index: Its place.
            record: What the journal has of it.
            output: The output type.
            problem: Why it is unknown what became of it.
        """
        self.index: int = index
        """Its place among the rows, from 0."""
        self.run_id: str | None = record.run_id
        """The id of its run. None if it has none, or none that is known."""
        self._record = record
        self._described = output
        self._problem = problem

    @property
    def status(self) -> RowStatus:
        """What became of it.

        `completed`: its output is there. `failed`: it was paid for, but its run failed, or its output does not fit.
        `invalid`: it was not sent, or the service refused it. `unknown`: it may be at the service. Else it is
        `running` or `waiting`.
        """
        if self._record.status is not None:
            return _STATUSES[self._record.status]
        if self._problem is not None:
            return "unknown"
        return "waiting" if self.run_id is None else "running"

    @property
    def input_json(self) -> str:
        """The input as JSON text, as it was sent."""
        return self._record.input

    @cached_property
    def input(self) -> str | dict[str, Any]:
        """The input as it was sent, with every column of the row."""
        found: str | dict[str, Any] = kept_json(self._record.input)
        return found

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the row by name. A row that is a text has the one column `input`."""
        return self.input if isinstance(self.input, dict) else {"input": self.input}

    @property
    def content_json(self) -> str | None:
        """The content of the output as JSON text, also if it does not fit the output type. None if there is none."""
        return self._record.data if self._record.status in (Status.COMPLETED, Status.MISMATCH) else None

    @cached_property
    def content(self) -> Any:
        """The content of the output as the API returned it, also if it does not fit. None if there is none."""
        return kept_json(self.content_json or "null")

    @cached_property
    def result(self) -> dict[str, Any] | None:
        """The output as the API returned it, as plain JSON, also if it does not fit the output type."""
        if self.content_json is None:
            return None
        event = kept_json(self._record.event or "{}")
        return {**event.get("output", {}), "content": self.content}

    @cached_property
    def raw(self) -> TaskRunOutput[Any] | None:
        """The output as the API returned it, also if it does not fit the output type. None if there is none."""
        found: TaskRunOutput[Any] | None = (
            None if self.result is None else as_output(decode_task_run_output(self.result))
        )
        return found

    @property
    def output(self) -> T | None:
        """The output as an instance of the output type, or as its content without one. None if there is none."""
        return self._parsed[0]

    @property
    def error(self) -> ParallelError | None:
        """Why there is no output. None also for a row that is waiting or running.

        A `RowError` for a row that was not sent, a `TaskRunFailedError` for a run that failed, an `OutputParseError`
        for an output that does not fit (`raw` has it), and as a rule an `OutcomeUnknownError` for a row that may be at
        the service.
        """
        return self._parsed[1]

    @property
    def basis(self) -> Records[FieldBasis] | None:
        """For each field of the output its citations, the reasoning and the confidence."""
        return self.raw.basis if self.raw else None

    @property
    def confidence(self) -> dict[str, str | None]:
        """The confidence of each field of the output that has one."""
        return {each.field: each.confidence for each in self.basis or ()}

    @cached_property
    def _parsed(self) -> tuple[T | None, ParallelError | None]:
        status, data = self._record.status, self._record.data
        if status is None:
            return None, self._problem
        if status == Status.INVALID:
            return None, RowError(str(data))
        if status == Status.FAILED:
            return None, run_failed(TaskRun.from_dict(kept_json(str(data))), self.run_id or "")
        content = self.content
        if self._described is None:
            return content, None
        try:
            return cast("T", self._described.parse(content)), None
        except OutputMismatch as mismatch:
            error = OutputParseError(
                f"task run {self.run_id} completed, but its output does not fit the output type: {mismatch}. "
                "The row's raw has the output.",
                run_id=self.run_id,
            )
            error.__cause__ = mismatch
            return None, error

    def __repr__(self) -> str:
        what = f"output={self.output!r}" if self.error is None else f"error={self.error!r}"
        return f"BulkRow(index={self.index}, status={self.status!r}, run_id={self.run_id!r}, {what})"

    def _repr_html_(self) -> str:
        return self._shown()._repr_html_()

    def __rich__(self) -> Any:
        return self._shown().__rich__()

    def _shown(self) -> _ShownRow:
        return _ShownRow(self.index, self.status, self.run_id, self.input, self.output, self.error)


@attrs.frozen
class _ShownRow(Displayed):
    """What a notebook and rich show of a row."""

    index: int
    status: str
    run_id: str | None
    input: Any
    output: Any
    error: ParallelError | None


@attrs.frozen(kw_only=True)
class BulkPlan(Composed):
    """What a job would do with rows. Nothing was sent.

    Example:
        ```python
        print(job.plan("companies.csv").cost)
        ```
    """

    rows: int
    """The rows."""
    new: int
    """Those that would be sent."""
    done: int
    """Those whose result is in the journal."""
    unfinished: int
    """Those that were begun, and whose result is not in the journal."""
    invalid: int
    """Those that cannot be sent."""
    requests: int
    """How many requests would start the new rows."""
    cost: Decimal | None
    """What the new rows would cost. None without a price."""
    problems: tuple[str, ...] = ()
    """Why the first invalid rows cannot be sent."""


@attrs.frozen(kw_only=True)
class BulkStatus(Composed):
    """How far a job has come.

    Example:
        ```python
        print(job.status().completed)
        ```
    """

    rows: int
    """The rows in the journal."""
    waiting: int
    """Those that are not known to be accepted."""
    running: int
    """Those that are accepted and have not ended."""
    completed: int
    """Those that have an output."""
    failed: int
    """Those that were paid for, but have no output, or one that does not fit."""
    invalid: int
    """Those that were not sent, or that the service refused."""
    unknown: int = 0
    """Those of `waiting` that may be at the service, and cannot be told from others."""
    spent: Decimal | None = None
    """The price of all runs that were accepted, repeated ones too. None without a price."""
    rows_per_second: float | None = None
    """How fast rows end, since the call began. None before the first."""
    seconds_left: float | None = None
    """How long the rows in the journal take at this speed."""

    @property
    def submitted(self) -> int:
        """The rows that are known to be accepted."""
        return self.running + self.completed + self.failed

    @property
    def done(self) -> int:
        """The rows that nothing more happens to."""
        return self.completed + self.failed + self.invalid

    def __str__(self) -> str:
        return describe(self)


def committed_runs(counts: Mapping[str, int]) -> int:
    """Return how many runs a job has paid for, or will: those of each valid row, and those that were repeated.

    Args:
        counts: What the journal counts.
    """
    return counts.get("rows", 0) - counts.get("invalid", 0) + counts.get("retried", 0)


def status_of(counts: Mapping[str, int], price: Decimal | None) -> BulkStatus:
    """Return how far a job has come.

    Args:
        counts: What the journal counts.
        price: The price of a run.
    """
    names = ("rows", "waiting", "running", "completed", "failed", "invalid")
    found = {name: counts.get(name, 0) for name in names}
    billed = found["running"] + found["completed"] + found["failed"] + counts.get("retried", 0)
    return BulkStatus(**found, spent=None if price is None else price * billed)


def planned(
    plan: BulkPlan,
    ids: Sequence[int],
    rows: Sequence[SourceRow],
    first_new: int,
    known: Sequence[RowRecord],
    limits: Limits,
) -> BulkPlan:
    """Return a plan with more rows.

    Args:
        plan: The plan so far.
        ids: The id of each row. Equal rows may be one.
        rows: The rows.
        first_new: The first id that the journal does not have.
        known: What the journal has of the others.
        limits: The limits of the job.
    """
    new = {row_id: row for row_id, row in zip(ids, rows, strict=True) if row_id >= first_new}
    invalid = [row.problem for row in new.values() if row.problem is not None]
    count = plan.new + len(new) - len(invalid)
    done = sum(record.status is not None for record in known)
    return BulkPlan(
        rows=plan.rows + len(rows),
        new=count,
        done=plan.done + done,
        unfinished=plan.unfinished + len(known) - done,
        invalid=plan.invalid + len(invalid),
        requests=-(-count // limits.part_rows),
        cost=None if limits.price is None else limits.price * count,
        problems=(*plan.problems, *invalid)[:_MAX_PROBLEMS],
    )


def describe(status: BulkStatus) -> str:
    """Return how far a job has come in a few words.

    Args:
        status: How far it has come.
    """
    words = [f"{status.done:,} of {status.rows:,} rows done"]
    words += [f"{count:,} {word}" for word, count in _shown(status) if count]
    if status.rows_per_second:
        words.append(f"{status.rows_per_second:,.1f} rows/s")
    if status.spent is not None:
        words.append(f"{status.spent:,} spent")
    if status.seconds_left and status.seconds_left >= 1:
        words.append(f"{_duration(status.seconds_left)} left")
    return " · ".join(words)


def _shown(status: BulkStatus) -> list[tuple[str, int]]:
    return [
        ("submitted", status.submitted),
        ("running", status.running),
        ("failed", status.failed),
        ("invalid", status.invalid),
        ("unknown", status.unknown),
    ]


def _duration(seconds: float) -> str:
    minutes = round(seconds) // 60
    return (
        f"{minutes // 60} h {minutes % 60} min"
        if minutes >= 60
        else f"{minutes}:{round(seconds) % 60:02} min"
    )
