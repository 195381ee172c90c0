# Mirrored from src/parallel/_async/group_runs.py by codegen/mirror.py; do not edit.
"""Add runs to a group in batches, without adding any twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Never
from uuid import uuid4

from attrs import evolve

from parallel._sync.listed_runs import GroupReader
from parallel.errors import ERRORS, APIResponseError, OutcomeUnknownError, missing_id
from parallel.inputs import MAX_RUNS_PER_REQUEST
from parallel.rows import batch_key, row_key, set_row_keys
from parallel.types import TaskGroup, TaskGroupRuns, TaskRunInput, TaskSpec
from pareta_core import arguments
from pareta_core._sync.callbacks import notify
from pareta_core.config import CallOptions
from pareta_core.encoding import as_array
from pareta_core.errors import SDKError, outcome_unknown, response_dict
from pareta_core.retry import backoff
from pareta_core.started import add_note, replace_note
from pareta_wire import TaskGroupRunsInput, add_task_group_runs
from pareta_wire.model import attach_response

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from pareta_core._sync.transport import Transport
    from pareta_wire.operation import Request, ResponseInfo


class RunAdder:
    """Adds runs to one group.

    Each run carries a key in its metadata. If it is unknown whether a batch was accepted, the group is read, and only
    the runs whose keys it lacks are sent again. A run without a key may be one of them: then nothing is sent.
    """

    def __init__(
        self,
        transport: Transport,
        task_group_id: str,
        options: CallOptions,
        *,
        default_task_spec: TaskSpec | None,
        refresh_status: bool | None,
        betas: str | None,
    ) -> None:
        self._transport = transport
        self._group_id = task_group_id
        self._options = options
        self._spec = default_task_spec
        self._refresh_status = refresh_status
        self._betas = betas
        self._group = GroupReader(transport, task_group_id, options)
        # The run id of each key that was accepted.
        self._accepted = self._group.run_ids

    def add(self, rows: list[TaskRunInput], on_start: Callable[[str], object] | None = None) -> TaskGroupRuns:
        """Add all rows, one batch after the other.

        Args:
            rows: The runs.
            on_start: What to call with the id of each run that was accepted.

        Raises:
            ParallelError: A request failed; `partial` describes the runs that were added before.
        """
        # The keys of rows and batches are derived from the key of the call: a repeated call finds its rows again.
        key = self._options.idempotency_key or str(uuid4())
        set_row_keys(rows, key, self._spec)
        added: list[TaskGroupRuns] = []
        try:
            first_key = key
            if self._options.idempotency_key is not None and self._find_earlier(rows, key):
                first_key = batch_key(rows[:MAX_RUNS_PER_REQUEST])
            for start in range(0, len(rows), MAX_RUNS_PER_REQUEST):
                batch = rows[start : start + MAX_RUNS_PER_REQUEST]
                added.append(self._add_batch(batch, batch_key(batch) if start else first_key))
                for run_id in added[-1].run_ids:
                    notify(on_start, run_id)
        except BaseException as error:
            ids = [self._accepted[row_key(row)] for row in rows if row_key(row) in self._accepted]
            note = (
                f"{len(ids)} of {len(rows)} runs are known to be in group {self._group_id}. "
                f"Repeat the call with idempotency_key={key!r}: only what is missing is sent."
            )
            if not isinstance(error, SDKError):
                replace_note(error, "idempotency_key=", note)
                raise
            error.set_idempotency_key(key)
            if ids:
                error.partial = _joined(added, ids, None)
                add_note(error, note)
            raise
        if len(added) == 1:
            return added[0]
        return _joined(added, [run_id for runs in added for run_id in runs.run_ids], added[-1].response)

    def _find_earlier(self, rows: list[TaskRunInput], key: str) -> bool:
        """Find the runs of an earlier call with the same key, and return whether there are any.

        Raises:
            OutcomeUnknownError: The group has runs that may be rows of the earlier call.
        """
        self._group.read()
        earlier = self._group.has_runs_of(rows)
        problem = self._group.doubts([row for row in rows if row_key(row) not in self._accepted])
        if problem:
            raise outcome_unknown(ERRORS, f"addTaskGroupRuns: {problem}", key)
        return earlier

    def _add_batch(self, rows: list[TaskRunInput], key: str) -> TaskGroupRuns:
        """Add those rows that the group lacks; after an ambiguous outcome, read the group and try again."""
        transport, accepted = self._transport, self._accepted
        missing = [row for row in rows if row_key(row) not in accepted]
        last: TaskGroupRuns | TaskGroup | None = None
        attempt = 0
        while missing:
            if len(missing) < len(rows):
                key = batch_key(missing)
            options = evolve(self._options, idempotency_key=key)
            try:
                last = transport.send(self._request(missing), options)
                ids = run_ids_of(last, len(missing), known=self._group.listed)
            except OutcomeUnknownError as error:
                policy, clock = transport.settings.retries, transport.clock
                clock.sleep(backoff(policy, attempt, clock.random()))
                last = self._find(missing, error)
                missing = [row for row in rows if row_key(row) not in accepted]
                # A batch that was accepted in an unreadable response, or that may still be in progress, is not sent
                # again only because the group does not list it yet.
                pending = error.timed_out or isinstance(error.__cause__, APIResponseError)
                if missing and (pending or attempt == policy.max_retries):
                    raise
                attempt += 1
            else:
                self._group.claim(missing, ids)
                if len(missing) == len(rows):
                    return last
                missing = []
        last = last or self._group.latest
        record = {"status": last and last.get("status"), "run_ids": [accepted[row_key(row)] for row in rows]}
        return _group_runs(record, last.response if last else None)

    def _find(self, sent: list[TaskRunInput], unknown: OutcomeUnknownError) -> TaskGroup:
        """Find the runs of rows that may have been accepted, and return the group.

        Raises:
            OutcomeUnknownError: The group cannot be read completely, or has runs that may be these rows.
        """
        try:
            group = self._group.read()
            problem = self._group.doubts([row for row in sent if row_key(row) not in self._accepted])
        except SDKError as error:
            unknown.add_note(f"The runs of the group could not be listed: {error}")
            raise unknown from error
        if problem:
            unknown.add_note(problem)
            raise unknown
        return group

    def _request(self, rows: list[TaskRunInput]) -> Request[TaskGroupRuns, Never]:
        body = TaskGroupRunsInput(inputs=rows, default_task_spec=self._spec)
        return add_task_group_runs(
            self._group_id, body=body, refresh_status=self._refresh_status, parallel_beta=self._betas
        )


def run_ids_of(response: TaskGroupRuns, count: int, *, known: AbstractSet[str] = frozenset()) -> list[Any]:
    """Return the ids of the runs that were added: exactly `count`, none twice and none that was known before.

    Args:
        response: The response to the request that added them.
        count: How many it sent.
        known: The ids of other runs.

    Raises:
        OutcomeUnknownError: The response does not name each run.
    """
    ids = as_array(response.run_ids) or []
    if len(ids) != count or not all(map(arguments.is_valid_id, ids)):
        raise missing_id("addTaskGroupRuns", response, f"it has no valid run_id for each of the {count} runs")
    if len({*ids}) < count or not known.isdisjoint(ids):
        raise missing_id("addTaskGroupRuns", response, "it has the run_id of another run")
    return ids


def _joined(
    responses: list[TaskGroupRuns], run_ids: list[str], response: ResponseInfo | None
) -> TaskGroupRuns:
    """Return one result for several batches: all ids, the last status, and the first cursors, which cover all runs."""
    record: dict[str, Any] = {}
    if responses:
        record = response_dict(ERRORS, "addTaskGroupRuns", responses[-1])
        record["run_cursor"] = responses[0].run_cursor
        record["event_cursor"] = responses[0].event_cursor
    return _group_runs({**record, "run_ids": run_ids}, response)


def _group_runs(record: dict[str, Any], response: ResponseInfo | None) -> TaskGroupRuns:
    runs = TaskGroupRuns.from_dict(record)
    if response is not None:
        attach_response(runs, response)
    return runs
