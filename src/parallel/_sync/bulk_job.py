# Mirrored from src/parallel/_async/bulk_job.py by codegen/mirror.py; do not edit.
"""`client.bulk(…)`: a table of rows as one job that can be killed, resumed, and is paid for once."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from decimal import Decimal
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Self, TypeVar

from parallel._sync.bulk_driver import MAX_PART_CHARACTERS, BulkDriver
from parallel._sync.bulk_parts import PartSteps
from parallel.bulk.errors import BulkError
from parallel.bulk.journal import Journal
from parallel.bulk.journal_records import RowRecord
from parallel.bulk.matching import RowMatcher
from parallel.bulk.rows import BulkPlan, BulkRow, BulkStatus, planned, status_of
from parallel.bulk.settings import JobSettings, Limits
from parallel.bulk.sources import open_source
from parallel.bulk.tables import Tables, write_jsonl
from parallel.outputs import T
from pareta_core import arguments
from pareta_core._sync.callbacks import check_callback
from pareta_core._sync.transport import Transport
from pareta_core.annotations import pandas, polars
from pareta_core.deadline import Deadline, seconds_argument
from pareta_core.following import following
from pareta_core.schema import Output
from pareta_core.single_reader import second_reader
from pareta_core.started import WaitNote

if TYPE_CHECKING:
    from parallel.bulk.sources import Source

R = TypeVar("R")
# How many rows are read from the journal at once.
_PAGE = 512


class BulkJob(Generic[T]):
    """A job over many rows, and its journal. `client.bulk` opens it.

    A row is sent only once it is in the journal, and its run id is written there as soon as it is known. So the same
    program can be started again after any crash: it resumes where it was.

    Example:
        ```python
        with client.bulk("companies.bulk", processor="core", output=Company) as job:
            for row in job.run("companies.csv"):
                print(row.input, row.output if row.error is None else row.error)
        ```
    """

    def __init__(
        self,
        transport: Transport,
        journal: Journal,
        settings: JobSettings,
        output: Output[Any] | None,
        limits: Limits,
        *,
        dedupe: bool,
    ) -> None:
        self._transport = transport
        self._journal = journal
        self._output = output
        self._limits = limits
        self._dedupe = dedupe
        self._required = settings.required_columns
        job_id = journal.job_id()
        self._steps = PartSteps(transport, journal, settings, job_id, output, limits)
        self._call: _Call | None = None
        self._is_stepping = False

    @property
    def path(self) -> str:
        """The path of the journal."""
        return self._journal.path

    def plan(self, rows: Any) -> BulkPlan:
        """Compare rows with the journal, and return what `run` would do. Nothing is sent or written.

        Args:
            rows: The rows, as `run` takes them.

        Returns:
            How many rows are new, done or invalid, and what the new ones would cost.

        Raises:
            TypeError, ValueError: The rows cannot be read, or lack a column that `input_schema` requires.

        Example:
            ```python
            plan = job.plan("companies.csv")
            print(plan.new, plan.cost)
            ```

        API: POST /v1/tasks/groups/{taskgroup_id}/runs
        """
        source = self._open(rows)
        matcher = RowMatcher(self._journal, unique=self._dedupe, name="plan")
        cost = None if self._limits.price is None else Decimal(0)
        plan = BulkPlan(rows=0, new=0, done=0, unfinished=0, invalid=0, requests=0, cost=cost)
        while batch := source.take(self._limits.part_rows, MAX_PART_CHARACTERS):
            ids, first_new = self._run(partial(matcher.match, [row.digest for row in batch]))
            known = [row_id for row_id in ids if row_id < first_new]
            records = self._run(partial(self._journal.records, [*dict.fromkeys(known)]))
            plan = planned(plan, ids, batch, first_new, records, self._limits)
        return plan

    def run(
        self,
        rows: Any,
        *,
        on_event: Callable[[BulkStatus], object] | None = None,
        progress: bool = False,
        timeout: float | None = None,
    ) -> BulkRows[T]:
        """Send rows, and iterate over them in order as their results arrive.

        Rows that the journal has are not sent again: what is done is read from it. New rows are sent in parts, a
        bounded number of which is in flight.

        Args:
            rows: Any iterable of texts, mappings or instances of a class with fields; a frame, or anything else with
                `__arrow_c_stream__`; a path that ends in `.jsonl`, `.csv` or `.parquet`; an open file of JSON lines.
            on_event: A function that is called with a `BulkStatus` whenever rows have changed their state.
            progress: Whether to show the progress: on stderr, or in the cell of a notebook.
            timeout: Seconds after which the call ends. Without it, it waits for as long as runs are active.

        Returns:
            An iterator of `BulkRow`, one for each row. Rows that failed are rows, too: see their `error`.

        Raises:
            TypeError, ValueError: The rows cannot be read, or lack a column that `input_schema` requires.
            WaitTimeoutError: The timeout has passed; raised during iteration. Runs continue: run the job again.
            InsufficientCreditsError: No credit is left; raised during iteration. No row is marked: run the job again.
            CostLimitError: All is done but for rows that `max_cost` does not allow; raised during iteration.
            ParallelError: The job cannot continue; raised during iteration. Run it again to resume it.
            JournalError: The journal cannot be written.

        Example:
            ```python
            for row in job.run([{"company": "United Nations"}]):
                print(row.status, row.output)
            ```

        API: POST /v1/tasks/groups/{taskgroup_id}/runs
        """
        return BulkRows(self, self._begin(on_event, progress, timeout, self._open(rows), keep_order=True))

    def submit(
        self,
        rows: Any,
        *,
        on_event: Callable[[BulkStatus], object] | None = None,
        progress: bool = False,
        timeout: float | None = None,
    ) -> BulkStatus:
        """Send rows, and return once all are accepted. While too many are in flight, results are collected.

        Args:
            rows: The rows, as `run` takes them.
            on_event: A function that is called with a `BulkStatus` whenever rows have changed their state.
            progress: Whether to show the progress: on stderr, or in the cell of a notebook.
            timeout: Seconds after which the call ends. Without it, it waits for as long as runs are active.

        Returns:
            How far the job has come.

        Raises:
            TypeError, ValueError, ParallelError: As in `run`.

        Example:
            ```python
            job.submit("companies.csv")
            ```

        API: POST /v1/tasks/groups/{taskgroup_id}/runs
        """
        call = self._begin(on_event, progress, timeout, self._open(rows), keep_order=False)
        with call.context:
            while not call.driver.is_submitted and self._step(call):
                pass
            call.driver.check_cost()
            return call.driver.status()

    def collect(
        self,
        *,
        on_event: Callable[[BulkStatus], object] | None = None,
        progress: bool = False,
        timeout: float | None = None,
    ) -> BulkStatus:
        """Bring the job to its end without new rows: send what the journal has, wait, and read all results.

        Args:
            on_event: A function that is called with a `BulkStatus` whenever rows have changed their state.
            progress: Whether to show the progress: on stderr, or in the cell of a notebook.
            timeout: Seconds after which the call ends. Without it, it waits for as long as runs are active.

        Returns:
            How far the job has come. Its `results` are in the journal.

        Raises:
            ParallelError: As in `run`.

        Example:
            ```python
            job.collect(progress=True)
            ```

        API: GET /v1/tasks/groups/{taskgroup_id}/runs
        """
        call = self._begin(on_event, progress, timeout, None, keep_order=False)
        with call.context:
            while self._step(call):
                pass
            return call.driver.status()

    def retry_failed(
        self,
        *,
        on_event: Callable[[BulkStatus], object] | None = None,
        progress: bool = False,
        timeout: float | None = None,
    ) -> BulkStatus:
        """Send the rows again that were paid for and have no output that fits. They are billed again.

        Args:
            on_event: A function that is called with a `BulkStatus` whenever rows have changed their state.
            progress: Whether to show the progress: on stderr, or in the cell of a notebook.
            timeout: Seconds after which the call ends. Without it, it waits for as long as runs are active.

        Returns:
            How far the job has come, once they have ended.

        Raises:
            CostLimitError: `max_cost` does not allow them. None was sent.
            ParallelError: As in `run`.

        Example:
            ```python
            status = job.retry_failed()
            print(status.failed)
            ```

        API: POST /v1/tasks/groups/{taskgroup_id}/runs
        """
        check_callback("on_event", on_event)
        _deadline(timeout, 0.0)  # an invalid one is refused before rows are marked
        self._check_idle()
        failed = status_of(self._journal.counts(), self._limits.price).failed
        self._limits.check_retry(self._journal.counts(), failed)
        while failed > 0:
            count = min(failed, self._limits.part_rows)
            failed -= self._run(partial(self._journal.retry_failed, count)) or failed
        return self.collect(on_event=on_event, progress=progress, timeout=timeout)

    def status(self) -> BulkStatus:
        """Return how far the job has come, by its journal. Nothing is sent.

        Returns:
            The number of rows in each state, and what was spent.

        Raises:
            JournalError: The journal cannot be read.

        Example:
            ```python
            status = job.status()
            print(status.completed, status.spent)
            ```

        API: GET /v1/tasks/groups/{taskgroup_id}
        """
        return status_of(self._run(self._journal.counts), self._limits.price)

    def results(self) -> BulkRows[T]:
        """Iterate over all rows of the journal, in the order in which they came into it. Nothing is sent.

        Returns:
            An iterator of `BulkRow`. Rows that have not ended are `waiting` or `running`.

        Raises:
            JournalError: The journal cannot be read; raised during iteration.

        Example:
            ```python
            for row in job.results():
                print(row.status, row.output)
            ```

        API: GET /v1/tasks/groups/{taskgroup_id}/runs
        """
        return BulkRows(self, None)

    def to_jsonl(self, path: str | os.PathLike[str], *, basis: bool = False) -> int:
        """Write all rows of the journal as JSON lines: `input`, `output`, `status`, `error` and `run_id` of each.

        Args:
            path: Where to write. A file that exists is replaced once the new one is complete.
            basis: Whether to add the `basis` of each output: citations, reasoning and confidence.

        Returns:
            The number of rows.

        Raises:
            TypeError, ValueError: `path` is not a path, or is that of the journal.
            OSError: The file cannot be written.
            JournalError: The journal cannot be read.

        Example:
            ```python
            job.to_jsonl("companies-done.jsonl")
            ```

        API: GET /v1/tasks/groups/{taskgroup_id}/runs
        """
        return self._run(lambda: write_jsonl(self._journal, self._output, path, basis=basis))

    def to_arrow(self, *, prefix: str = "", basis: bool = False) -> Any:  # pyarrow has no types
        """Return all rows of the journal as a table of pyarrow, which must be installed (extra `bulk`).

        Every column of the input keeps its name, its order and, if the rows came from a frame or a Parquet file, its
        type. After them come a column `output_…` for each field of the output type (or `output`), and `status`,
        `error` and `run_id`.

        Args:
            prefix: What the names of the columns after the input begin with, if a column of the input has such a name.
            basis: Whether to add `basis`, as JSON text, and `confidence`, a map from field to confidence.

        Returns:
            The table.

        Raises:
            ValueError: A column of the input has the name of another column: pass a `prefix`.
            ImportError: pyarrow is not installed.
            JournalError: The journal cannot be read.

        Example:
            ```python
            table = job.to_arrow()
            print(table.schema)
            ```

        API: GET /v1/tasks/groups/{taskgroup_id}/runs
        """
        return self._run(self._tables(prefix, basis).table)

    def to_pandas(self, *, prefix: str = "", basis: bool = False) -> pandas.DataFrame:
        """Return all rows of the journal as a frame of pandas: the table of `to_arrow`.

        Args:
            prefix: As in `to_arrow`.
            basis: As in `to_arrow`.

        Returns:
            The frame.

        Raises:
            ValueError: A column of the input has the name of another column: pass a `prefix`.
            ImportError: pyarrow or pandas is not installed.
            JournalError: The journal cannot be read.

        Example:
            ```python
            frame = job.to_pandas()
            ```

        API: GET /v1/tasks/groups/{taskgroup_id}/runs
        """
        return (self.to_arrow(prefix=prefix, basis=basis)).to_pandas()

    def to_polars(self, *, prefix: str = "", basis: bool = False) -> polars.DataFrame:
        """Return all rows of the journal as a frame of polars: the table of `to_arrow`.

        Args:
            prefix: As in `to_arrow`.
            basis: As in `to_arrow`.

        Returns:
            The frame.

        Raises:
            ValueError: A column of the input has the name of another column: pass a `prefix`.
            ImportError: pyarrow or polars is not installed.
            JournalError: The journal cannot be read.

        Example:
            ```python
            frame = job.to_polars()
            ```

        API: GET /v1/tasks/groups/{taskgroup_id}/runs
        """
        import polars as pl

        return pl.DataFrame(self.to_arrow(prefix=prefix, basis=basis))

    def to_parquet(
        self,
        folder: str | os.PathLike[str],
        *,
        prefix: str = "",
        basis: bool = False,
        rows_per_file: int = 100_000,
    ) -> int:
        """Write all rows of the journal as Parquet files with the columns of `to_arrow`.

        Each file appears whole, under its final name. Files of an earlier call are replaced, and those that are left
        over are removed.

        Args:
            folder: Where to write `part-00000.parquet` and those that follow it.
            prefix: As in `to_arrow`.
            basis: As in `to_arrow`.
            rows_per_file: How many rows a file has at most.

        Returns:
            The number of rows.

        Raises:
            ValueError: A column of the input has the name of another column: pass a `prefix`.
            ImportError: pyarrow is not installed.
            OSError: A file cannot be written.
            JournalError: The journal cannot be read.

        Example:
            ```python
            job.to_parquet("companies-done")
            ```

        API: GET /v1/tasks/groups/{taskgroup_id}/runs
        """
        return self._run(lambda: self._tables(prefix, basis).write_parquet(folder, rows_per_file))

    def close(self) -> None:
        """Close the journal and release its lock. Runs that were accepted continue at the service.

        Example:
            ```python
            job.close()
            ```
        """
        self._end_call()
        self._run(self._journal.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.path!r})"

    # --- private

    def _open(self, rows: Any) -> Source:
        return open_source(rows, self._required)

    def _tables(self, prefix: str, basis: bool) -> Tables:
        return Tables(self._journal, self._output, prefix=prefix, basis=basis)

    def _begin(
        self,
        on_event: Callable[[BulkStatus], object] | None,
        progress: bool,
        timeout: float | None,
        source: Source | None,
        *,
        keep_order: bool,
    ) -> _Call:
        check_callback("on_event", on_event)
        arguments.flag("progress", progress)
        deadline = _deadline(timeout, self._transport.clock.monotonic())
        self._check_idle()
        self._end_call()
        if source is not None:
            self._journal.set_columns(source.arrow_schema)
        with ExitStack() as stack:
            again = "Run the job again with the same journal: what was accepted is not sent again."
            stack.enter_context(WaitNote(f"What became of the rows is in {self.path}. {again}"))
            shown = stack.enter_context(
                following(progress, f"bulk {self.path}", "parallel.bulk.rows", on_event)
            )
            driver = BulkDriver(self._transport, self._journal, self._steps, self._limits, shown, deadline)
            if source is not None:
                driver.read_from(source, dedupe=self._dedupe, keep_order=keep_order)
            self._call = call = _Call(driver, stack.pop_all())
        return call

    def _end_call(self) -> None:
        """End the call that is running, if there is one: its iterator was left."""
        call, self._call = self._call, None
        if call is not None:
            call.context.close()

    def _step(self, call: _Call) -> bool:
        if self._call is not call:
            raise BulkError(
                f"job {self.path} was closed, or another call of it began: only the last one continues"
            )
        self._check_idle()
        self._is_stepping = True
        try:
            return call.driver.step()
        finally:
            self._is_stepping = False

    def _check_idle(self) -> None:
        """Raise `BulkError` while another task or thread does a step: both would send the same rows."""
        if self._is_stepping:
            raise BulkError(
                f"job {self.path} is in use by another task or thread: a job does one call at a time"
            )

    def _run(self, function: Callable[[], R]) -> R:
        return self._transport.clock.run_blocking(function)


def _deadline(timeout: float | None, now: float) -> Deadline:
    return Deadline.after(None if timeout is None else seconds_argument("timeout", timeout), now)


class _Call(NamedTuple):
    """A call that does steps."""

    driver: BulkDriver
    context: ExitStack


class BulkRows(Generic[T]):
    """The rows of a bulk job, in order. Iterate over it once.

    Example:
        ```python
        for row in job.run("companies.csv"):
            print(row.output)
        ```
    """

    def __init__(self, job: BulkJob[T], call: _Call | None) -> None:
        """Create the iterator. `BulkJob.run` and `BulkJob.results` do it.

        Args:
            job: The job.
            call: Does the steps. None to read the journal as it is.
        """
        self._job = job
        self._call = call
        self._reading_lock = Lock()
        self._ready = deque[RowRecord]()
        self._index = 0
        self._last = 0
        self._ended = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> BulkRow[T]:
        if not self._reading_lock.acquire(blocking=False):
            raise second_reader(self)
        try:
            return self._next()
        finally:
            self._reading_lock.release()

    def _next(self) -> BulkRow[T]:
        if not self._ready and not self._ended:
            self._fill()
        if not self._ready:
            raise StopIteration
        record, index = self._ready.popleft(), self._index
        self._index += 1
        problem = self._call.driver.problem_of(record.part) if self._call else None
        return BulkRow(index, record, self._job._output, problem)

    def _fill(self) -> None:
        """Read the next rows. Do the steps of the job until there are some."""
        journal = self._job._journal
        if self._call is None:
            self._ready.extend(self._job._run(lambda: journal.records_after(self._last, _PAGE)))
            self._ended = not self._ready
            self._last = self._ready[-1].id if self._ready else 0
            return
        try:
            while not self._ready:
                rows = self._call.driver.ready_rows()
                if rows is not None:
                    self._ready.extend(self._job._run(partial(journal.records, rows)))
                elif not self._job._step(self._call):
                    self._end()
                    return
        except BaseException as error:
            self._end(error)
            raise

    def _end(self, error: BaseException | None = None) -> None:
        self._ended = True
        if self._call is not None:
            self._call.context.__exit__(type(error) if error else None, error, None)

    def close(self) -> None:
        """End the iteration. Runs that were accepted continue at the service.

        Example:
            ```python
            rows.close()
            ```
        """
        if not self._ended:
            self._end()
        self._ready.clear()
