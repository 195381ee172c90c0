# Mirrored from src/parallel/_async/bulk_parts.py by codegen/mirror.py; do not edit.
"""The steps of one part of a bulk job: send its rows, find them again, collect their results.

Each step commits to the journal before and after what costs money, in the order that `docs/bulk.md` gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve

from parallel._sync.event_sources import CursorEventSource, open_resumed
from parallel._sync.group_runs import run_ids_of
from parallel._sync.listed_runs import GroupReader
from parallel.bulk.journal_records import PartRow, Result, State
from parallel.bulk.json_text import kept_json
from parallel.bulk.requests import (
    part_request,
    received_events,
    refused_rows,
    request_key,
    row_result,
    run_inputs,
    run_key,
)
from parallel.errors import (
    ERRORS,
    APIConnectionError,
    APIStatusError,
    NotFoundError,
    OutcomeUnknownError,
)
from parallel.rows import row_key
from pareta_core import arguments
from pareta_core.config import CallOptions
from pareta_core.encoding import as_object
from pareta_core.errors import malformed_response, outcome_unknown
from pareta_core.secret_fields import server_secrets
from pareta_wire import (
    TaskGroupInput,
    TaskRunInput,
    create_task_group,
    get_task_group,
    stream_task_group_runs,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from parallel.bulk.engine import Part
    from parallel.bulk.journal import Journal
    from parallel.bulk.requests import ReceivedEvent
    from parallel.bulk.settings import JobSettings, Limits
    from pareta_core._sync.stream import Stream
    from pareta_core._sync.transport import Transport
    from pareta_core.schema import Output
    from pareta_wire.operation import Request

R = TypeVar("R")

# Results are committed when they have this length, so that large ones are not all in memory.
_COMMIT_CHARACTERS = 4_000_000
# How often a step may bring nothing before what it waits for counts as unknown.
MAX_FAILURES = 5
# The interval of polls for `poll_interval=0`, to avoid a busy loop.
_MIN_POLL_INTERVAL = 0.05


class PartSteps:
    """Does the steps of parts, and keeps what became of them in the journal."""

    def __init__(
        self,
        transport: Transport,
        journal: Journal,
        settings: JobSettings,
        job_id: str,
        output: Output[Any] | None,
        limits: Limits,
    ) -> None:
        self._transport = transport
        # A request that starts runs is not repeated by the transport: the journal knows when each was sent.
        self._once = transport.with_settings(transport.settings.with_changes(max_retries=0))
        self._journal = journal
        self._settings = settings
        self._job_id = job_id
        self._output = output
        self._limits = limits
        self._interval = limits.poll_interval or _MIN_POLL_INTERVAL
        secrets = server_secrets(settings.options)
        self._options = CallOptions(secrets=secrets)
        self._redact = transport.settings.redact.plus([*secrets])

    def send(self, part: Part) -> None:
        """Send the rows of a part that have no run.

        Raises:
            OutcomeUnknownError: They may have been accepted. They are looked for later.
            ParallelError: They were not accepted.
        """
        rows = [row for row in self._rows(part) if row.run_id is None]
        if not rows:  # the service refused those that were left
            self._accept(part, {}, complete=True)
            return
        if part.group_id is None:
            labels = {"pareta_bulk_job": self._job_id, "pareta_bulk_part": part.id}
            create = create_task_group(body=TaskGroupInput(metadata=labels))
            group = self._transport.send(create, self._options)
            if not arguments.is_valid_id(group.get("taskgroup_id")):
                raise malformed_response(ERRORS, "createTaskGroup", group, "it has no valid taskgroup_id")
            self._set(part, State.GROUPED, group_id=group.taskgroup_id)
        inputs = run_inputs(self._settings, self._job_id, rows)
        request = part_request(self._settings, str(part.group_id), inputs)
        options = evolve(self._options, idempotency_key=request_key(self._job_id, rows))
        self._set(part, State.SENT, sent_at=self._transport.clock.now())
        try:
            ids = run_ids_of(self._once.send(request, options), len(rows))
        except OutcomeUnknownError:
            # The service may have accepted the rows until now. They are looked for when that has settled.
            self._set(part, State.SENT, sent_at=self._transport.clock.now())
            part.due = self._transport.clock.monotonic() + self._limits.settle
            part.failures += 1
            raise
        except (APIStatusError, APIConnectionError) as error:
            self._set(part, State.GROUPED)
            self._not_accepted(part, rows, error)
        else:
            self._accept(part, dict(zip([row.id for row in rows], ids, strict=True)), complete=True)

    def _not_accepted(
        self, part: Part, rows: list[PartRow], error: APIStatusError | APIConnectionError
    ) -> None:
        """Drop the rows that an error names, or make another group if the service has lost it; else raise the error."""
        problems = refused_rows(error, rows) if isinstance(error, APIStatusError) else {}
        if problems:
            last = len(problems) == len(rows) and not self._has_runs(part)
            self._run(lambda: self._journal.refuse(part.id, problems, last=last))
            part.state = State.DONE if last else State.GROUPED
        elif isinstance(error, NotFoundError) and part.failures < MAX_FAILURES and not self._has_runs(part):
            part.failures += 1
            part.group_id = None
            self._set(part, State.PLANNED)
        else:
            raise error

    def _has_runs(self, part: Part) -> bool:
        return any(row.run_id is not None for row in self._rows(part))

    def read_back(self, part: Part) -> None:
        """Find the rows of a part that were accepted although the response was lost.

        Raises:
            OutcomeUnknownError: The group has runs that may be rows of the part. Nothing is sent.
            ParallelError: The group cannot be read.
        """
        rows = [row for row in self._rows(part) if row.run_id is None]
        texts = run_inputs(self._settings, self._job_id, rows)
        inputs = [TaskRunInput.from_dict(kept_json(text)) for text in texts]
        reader = GroupReader(self._transport, str(part.group_id), self._options)
        reader.read()
        problem = reader.doubts([each for each in inputs if row_key(each) not in reader.run_ids])
        if problem:
            raise outcome_unknown(ERRORS, f"addTaskGroupRuns: {problem}", request_key(self._job_id, rows))
        found = {row.id: reader.run_ids.get(run_key(self._job_id, row)) for row in rows}
        accepted = {row: run_id for row, run_id in found.items() if run_id is not None}
        self._accept(part, accepted, complete=len(accepted) == len(rows))

    def check(self, part: Part) -> None:
        """Read the results of a part, if none of its runs is active.

        Raises:
            ParallelError: The group cannot be read, or lacks a run.
        """
        group = self._transport.send(get_task_group(str(part.group_id)), self._options)
        is_active = (as_object(group.get("status")) or {}).get("is_active")
        if not isinstance(is_active, bool):
            raise malformed_response(ERRORS, "getTaskGroup", group, "it has no valid status")
        part.due = self._transport.clock.monotonic() + self._interval
        if is_active:
            return
        rows = self._run(lambda: self._journal.running(part.id))
        part.rows = len(rows)
        is_waiting = self._collect(part, rows)
        if not rows:
            part.state = State.DONE
            return
        if is_waiting:
            return  # the list knows better: some of its runs are active
        part.failures += 1
        if part.failures > MAX_FAILURES:
            shown = next(iter(rows))
            problem = f"it is not active, but lists no result of {len(rows)} of its runs, such as {shown}"
            raise malformed_response(ERRORS, "streamTaskGroupRuns", group, problem)

    def _collect(self, part: Part, rows: dict[str | None, int]) -> bool:
        """Commit the results of runs that have ended, remove these from `rows`, return whether another is active."""
        results: list[Result] = []
        size = 0
        is_waiting = False
        with self._list(part) as events:
            for event in events:
                run = as_object(event.get("run")) or {}
                run_id: Any = run.get("run_id")
                row = rows.get(run_id) if isinstance(run_id, str) else None
                result = None if row is None else row_result(row, event, self._output, self._redact)
                if result is None:
                    is_waiting = is_waiting or (row is not None and run.get("is_active") is True)
                    continue
                del rows[run_id]
                results.append(result)
                size += len(result.data) + len(result.event or "")
                if size > _COMMIT_CHARACTERS:
                    self._finish(part, results, complete=False)
                    results, size = [], 0
        self._finish(part, results, complete=not rows)
        return is_waiting

    def _list(self, part: Part) -> Stream[ReceivedEvent]:
        """Open the list of a part's runs."""

        def request(cursor: str | None) -> Request[Any, ReceivedEvent]:
            listing = stream_task_group_runs(str(part.group_id), last_event_id=cursor, include_output=True)
            return received_events(listing)

        source = CursorEventSource(self._transport, request, self._options, None)
        return open_resumed(source, self._transport, request(None).operation.retry, self._options)

    # --- the journal

    def _rows(self, part: Part) -> list[PartRow]:
        rows = self._run(lambda: self._journal.rows_of(part.id))
        part.rows = len(rows)
        return rows

    def _finish(self, part: Part, results: list[Result], *, complete: bool) -> None:
        if results or complete:
            self._run(lambda: self._journal.finish(part.id, results, complete=complete))

    def _accept(self, part: Part, runs: dict[int, str], *, complete: bool) -> None:
        self._run(lambda: self._journal.accept(part.id, runs, complete=complete))
        part.state = State.ACCEPTED if complete else State.GROUPED
        part.due = self._transport.clock.monotonic() + (self._interval if complete else 0.0)
        part.failures = 0 if complete else part.failures

    def _set(
        self, part: Part, state: State, *, group_id: str | None = None, sent_at: float | None = None
    ) -> None:
        self._run(lambda: self._journal.set_state(part.id, state, group_id=group_id, sent_at=sent_at))
        part.state = state
        part.group_id = group_id or part.group_id

    def _run(self, function: Callable[[], R]) -> R:
        return self._transport.clock.run_blocking(function)
