"""One call of a bulk job: reads rows into the journal, and does the steps that the engine names."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

import attrs

from parallel._async.bulk_parts import MAX_FAILURES, AsyncPartSteps
from parallel.bulk.engine import Engine, Part, Step
from parallel.bulk.errors import CostLimitError
from parallel.bulk.journal_records import NewRow, State
from parallel.bulk.matching import RowMatcher
from parallel.bulk.requests import is_too_large
from parallel.bulk.rows import BulkStatus, committed_runs, status_of
from parallel.errors import (
    APIResponseError,
    APIStatusError,
    NotFoundError,
    OutcomeUnknownError,
    WaitTimeoutError,
)
from pareta_core._async.callbacks import notify
from pareta_core.errors import SDKError
from pareta_core.retry import backoff, is_transient, retry_after
from pareta_wire import get_task_group
from pareta_wire.apis import UNCONFIRMED

if TYPE_CHECKING:
    from parallel.bulk.journal import Journal
    from parallel.bulk.settings import Limits
    from parallel.bulk.sources import Source, SourceRow
    from parallel.errors import ParallelError
    from pareta_core._async.transport import AsyncTransport
    from pareta_core.deadline import Deadline

R = TypeVar("R")

# A part is full at this length of its inputs, so that a request stays small enough for servers and proxies.
MAX_PART_CHARACTERS = 8_000_000
_MAX_SHOWN = 100


@attrs.define
class _Chunk:
    """Rows of the source in order, and the parts that they wait for."""

    rows: list[int]
    parts: set[int]


class AsyncBulkDriver:
    """What one call of a job does, step by step."""

    def __init__(
        self,
        transport: AsyncTransport,
        journal: Journal,
        steps: AsyncPartSteps,
        limits: Limits,
        on_event: Callable[[BulkStatus], object] | None,
        deadline: Deadline,
    ) -> None:
        self._transport = transport
        self._journal = journal
        self._steps = steps
        self._limits = limits
        self._on_event = on_event
        self._deadline = deadline
        clock = transport.clock
        self._begun = clock.monotonic()
        self._engine = Engine(
            journal.unfinished_parts(),
            max_parts=limits.max_parts,
            settle=limits.settle,
            now=self._begun,
            wall=clock.now(),
        )
        self._ended_before = _ended(status_of(journal.counts(), limits.price))
        self._source: Source | None = None
        self._matcher: RowMatcher | None = None
        self._keeps_order = False
        self._open_part: Part | None = None
        self._open_characters = 0
        self._chunks = deque[_Chunk]()
        self._failing_since: float | None = None
        self._failures = 0
        self._too_expensive = ""
        self._reported: BulkStatus | None = None

    def read_from(self, source: Source, *, dedupe: bool, keep_order: bool) -> None:
        """Set the rows to send.

        Args:
            source: The rows.
            dedupe: Whether equal rows are one row.
            keep_order: Whether the caller takes the rows in order, by `ready_rows`.
        """
        self._source = source
        self._matcher = RowMatcher(self._journal, unique=dedupe, name="run")
        self._keeps_order = keep_order

    @property
    def is_submitted(self) -> bool:
        """Whether no row is left to send, as far as the service can be asked."""
        waiting = (part for part in self._engine.parts.values() if part.problem is None)
        return self._source is None and all(part.state is State.ACCEPTED for part in waiting)

    def ready_rows(self) -> list[int] | None:
        """Return the ids of the next rows of the source, or None if something still happens to one of them."""
        if not self._chunks or any(map(self._is_pending, self._chunks[0].parts)):
            return None
        return self._chunks.popleft().rows

    def problem_of(self, part: int | None) -> ParallelError | None:
        """Return why it is unknown what became of the rows of a part, or None."""
        found = self._engine.parts.get(part or 0)
        return cast("ParallelError | None", found.problem) if found else None

    def _is_pending(self, part: int) -> bool:
        found = self._engine.parts.get(part)
        return found is not None and found.problem is None

    def status(self) -> BulkStatus:
        """Return how far the job has come."""
        status = status_of(self._journal.counts(), self._limits.price)
        unknown = sum(part.rows for part in self._engine.parts.values() if part.problem)
        seconds = self._transport.clock.monotonic() - self._begun
        ended = _ended(status) - self._ended_before
        speed = ended / seconds if ended > 0 and seconds > 0 else None
        left = (status.rows - status.done - unknown) / speed if speed else None
        return attrs.evolve(status, unknown=unknown, rows_per_second=speed, seconds_left=left)

    async def step(self) -> bool:
        """Do the next step, and return False if nothing is left to do.

        Raises:
            CostLimitError: All is done but for rows that `max_cost` does not allow.
            WaitTimeoutError: The deadline has passed.
            ParallelError: The job cannot continue: no credit is left, the key is invalid, the service does not respond,
                or the journal cannot be written.
        """
        clock = self._transport.clock
        # However slowly the first rows end, few are read ahead of the caller.
        has_room = len(self._chunks) < 2 * self._limits.max_parts
        if not has_room:
            self._close_part()  # it is not full, but the caller may wait for it
        self._engine.has_source = self._source is not None and has_room
        now = clock.monotonic()
        step, part, seconds = self._engine.next(now)
        if step is Step.END:
            await self._report()
            self.check_cost()
            return False
        if self._deadline.passed(now):
            raise self._timed_out()
        if step is Step.PAUSE:
            await clock.sleep(min(seconds, self._deadline.remaining(now)))
        elif part is None:
            await self._read()
        else:
            await self._do_step(step, part)
            await self._report()
        return True

    def _timed_out(self) -> WaitTimeoutError:
        return WaitTimeoutError(
            f"bulk job {self._journal.path} has not ended after {self._deadline.seconds:g} s ({self.status()}). Its "
            "runs continue at the server: run the job again to continue.",
            id=self._journal.path,
        )

    async def _report(self) -> None:
        """Call the user's function, if a row has changed its state since the last time."""
        status = self.status()
        state = attrs.evolve(status, rows_per_second=None, seconds_left=None)
        if state != self._reported:
            self._reported = state
            await notify(self._on_event, status)

    def check_cost(self) -> None:
        """Raise `CostLimitError` if rows were left out because of `max_cost`."""
        if self._too_expensive:
            raise CostLimitError(self._too_expensive)

    # --- rows

    async def _read(self) -> None:
        """Read rows, and write those that are new to the journal."""
        source, matcher = self._source, self._matcher
        assert source is not None
        assert matcher is not None
        rows = source.take(self._limits.part_rows, MAX_PART_CHARACTERS - self._open_characters)
        if not rows:
            self._end_source()
            return
        ids, first_new = await self._run(lambda: matcher.match([row.digest for row in rows]))
        new = self._affordable(ids, rows, first_new)
        chunk = _Chunk(ids, set())
        if self._engine.parts:
            known = [row for row in ids if row < first_new]
            chunk.parts = await self._run(lambda: self._journal.parts_of(known))
        await self._add(new, chunk)
        if self._keeps_order and ids:
            self._chunks.append(chunk)
        if self._too_expensive:
            self._end_source()
        await self._report()

    def _affordable(self, ids: list[int], rows: list[SourceRow], first_new: int) -> list[NewRow]:
        """Return the new rows up to the first that `max_cost` does not allow, and cut `ids` off there."""
        price, max_cost = self._limits.price, self._limits.max_cost
        runs = committed_runs(self._journal.counts())
        new: dict[int, NewRow] = {}
        for index, (row_id, row) in enumerate(zip(ids, rows, strict=True)):
            if row_id < first_new or row_id in new:
                continue
            runs += row.problem is None
            if price is not None and max_cost is not None and price * runs > max_cost and row.problem is None:
                self._too_expensive = (
                    f"max_cost={max_cost} does not allow another row at a price of {price}: the first that was not "
                    f"sent is {row.input[:_MAX_SHOWN]}. Run the job again with a higher max_cost to continue."
                )
                del ids[index:]
                break
            new[row_id] = NewRow(row_id, row.digest, row.input, row.problem)
        return [*new.values()]

    async def _add(self, rows: list[NewRow], chunk: _Chunk) -> None:
        """Add new rows to the part that is open, and to the next one if it is full."""
        while rows:
            if self._open_part is None:
                self._open_part = self._engine.open(await self._run(self._journal.next_part))
            part = self._open_part
            room = self._limits.part_rows - part.rows
            batch, rows = rows[:room], rows[room:]
            await self._run(partial(self._journal.add_rows, part.id, batch))
            valid = [row for row in batch if row.problem is None]
            part.rows += len(valid)
            self._open_characters += sum(len(row.input) for row in valid)
            if valid:
                chunk.parts.add(part.id)
            if part.rows >= self._limits.part_rows or self._open_characters >= MAX_PART_CHARACTERS:
                self._close_part()

    def _end_source(self) -> None:
        self._source = None
        self._close_part()

    def _close_part(self) -> None:
        part, self._open_part, self._open_characters = self._open_part, None, 0
        if part is not None:
            part.is_open = False
            if not part.rows:
                self._engine.end(part)  # each of its rows is invalid

    # --- parts

    async def _do_step(self, step: Step, part: Part) -> None:
        """Do a step of a part. A transient error postpones it. What concerns the part alone does not end the job.

        Raises:
            ParallelError: The error concerns all parts, or nothing has succeeded for `resume_timeout`.
        """
        try:
            if step is Step.SEND:
                await self._steps.send(part)
            elif step is Step.READ_BACK:
                await self._steps.read_back(part)
            else:
                await self._steps.check(part)
        except SDKError as error:
            if step is Step.SEND and part.group_id is not None and is_too_large(error):
                await self._split(part)
            else:
                self._postpone(step, part, error)
        else:
            if part.state is not State.GROUPED:  # (Rows that were looked for and not found are sent again.)
                self._failing_since, self._failures = None, 0
        if part.state is State.DONE:
            self._engine.end(part)

    async def _split(self, part: Part) -> None:
        """Halve a part whose request is too large. Each half is sent by itself."""
        rows = [
            row.id for row in await self._run(lambda: self._journal.rows_of(part.id)) if row.run_id is None
        ]
        moved = rows[len(rows) // 2 :]
        new = max(await self._run(self._journal.next_part), *(each + 1 for each in self._engine.parts))
        await self._run(lambda: self._journal.move(moved, new))
        self._engine.add(new, len(moved))
        for chunk in self._chunks:
            if part.id in chunk.parts:
                chunk.parts.add(new)

    def _postpone(self, step: Step, part: Part, error: SDKError) -> None:
        clock, policy = self._transport.clock, self._transport.settings.retries
        now = clock.monotonic()
        self._failing_since = now if self._failing_since is None else self._failing_since
        response = error.response if isinstance(error, APIStatusError) else None
        asked = (retry_after(response.headers, clock.now()) if response else None) or 0.0
        lasting = now + asked - self._failing_since > self._limits.resume_timeout
        if step is Step.SEND and isinstance(error, OutcomeUnknownError) and part.state is State.SENT:
            if lasting:
                raise error
            if part.failures > MAX_FAILURES:
                part.problem = error
            return
        retry_class = UNCONFIRMED if step is Step.SEND else get_task_group("-").operation.retry
        transient = is_transient(retry_class, error)
        # (A group of which it is unknown whether it was created costs nothing: another is made.)
        if part.state > State.PLANNED:
            if isinstance(error, OutcomeUnknownError | NotFoundError):
                part.problem = error
                return
            if isinstance(error, APIResponseError) and not transient:
                self._retry_later(part, error)
                return
        if lasting or not transient:
            raise error
        pause = max(asked, backoff(policy, self._failures, clock.random()))
        self._failures += 1
        # One gate: what one request is refused, the next would be refused as well.
        self._engine.pause_until = part.due = now + pause

    def _retry_later(self, part: Part, error: SDKError) -> None:
        """Retry a part later whose group had a malformed response, up to a limit. The other parts continue."""
        clock = self._transport.clock
        part.failures += 1
        if part.failures > MAX_FAILURES:
            part.problem = error
        pause = backoff(self._transport.settings.retries, part.failures, clock.random())
        part.due = clock.monotonic() + max(pause, self._limits.poll_interval)

    async def _run(self, function: Callable[[], R]) -> R:
        return await self._transport.clock.run_blocking(function)


def _ended(status: BulkStatus) -> int:
    """Return how many runs have ended."""
    return status.completed + status.failed
