# Mirrored from src/parallel/_async/group_runs.py by codegen/mirror.py; do not edit.
"""Add runs to a group in batches, without adding any twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Never
from uuid import NAMESPACE_OID, uuid4, uuid5

from attrs import evolve

from parallel._sync.event_sources import CursorEventSource, open_resumed
from parallel.errors import ERRORS, APIResponseError, OutcomeUnknownError, missing_id
from parallel.inputs import MAX_RUNS_PER_REQUEST, ROW_KEY, row_key, set_row_key
from parallel.types import GroupRunsEvent, TaskGroup, TaskGroupRuns, TaskRunEvent, TaskRunInput, TaskSpec
from pareta_core import arguments
from pareta_core.config import CallOptions
from pareta_core.encoding import as_array, as_object
from pareta_core.errors import SDKError, malformed_response, response_dict
from pareta_core.retry import backoff
from pareta_wire import TaskGroupRunsInput, add_task_group_runs, get_task_group, stream_task_group_runs
from pareta_wire.model import attach_response

if TYPE_CHECKING:
    from pareta_core._sync.transport import Transport
    from pareta_wire.operation import Request, ResponseInfo


class RunAdder:
    """Adds runs to one group.

    Each run carries a key in its metadata. If it is unknown whether a batch was accepted, the group is read, and only
    the runs whose keys it lacks are sent again.
    """

    def __init__(
        self,
        transport: Transport,
        task_group_id: str,
        options: CallOptions,
        *,
        default_task_spec: TaskSpec | None,
        refresh_status: bool | None,
    ) -> None:
        self._transport = transport
        self._group_id = task_group_id
        self._options = options
        self._spec = default_task_spec
        self._refresh_status = refresh_status
        # The run id of each key that was accepted.
        self._accepted: dict[str, str] = {}

    def add(self, rows: list[TaskRunInput]) -> TaskGroupRuns:
        """Add all rows, one batch after the other.

        Raises:
            ParallelError: A request failed; `partial` describes the runs that were added before.
        """
        # The keys of rows and batches are derived from the key of the call: a repeated call finds its rows again.
        key = self._options.idempotency_key or str(uuid4())
        prefix = uuid5(NAMESPACE_OID, key).hex
        for index, row in enumerate(rows):
            set_row_key(row, f"{prefix}-{index}")
        added: list[TaskGroupRuns] = []
        try:
            if self._options.idempotency_key is not None:
                self._accepted.update((self._read_group(None))[0])
            for start in range(0, len(rows), MAX_RUNS_PER_REQUEST):
                batch = rows[start : start + MAX_RUNS_PER_REQUEST]
                batch_key = key if start == 0 else str(uuid5(NAMESPACE_OID, f"{key}-{start}"))
                added.append(self._add_batch(batch, batch_key))
        except SDKError as error:
            error.set_idempotency_key(key)
            ids = [self._accepted[row_key(row)] for row in rows if row_key(row) in self._accepted]
            if ids:
                error.partial = _joined(added, ids, None)
            raise
        if len(added) == 1:
            return added[0]
        return _joined(added, [run_id for runs in added for run_id in runs.run_ids], added[-1].response)

    def _add_batch(self, rows: list[TaskRunInput], key: str) -> TaskGroupRuns:
        """Add those rows that the group lacks; after an ambiguous outcome, read the group and try again."""
        transport, accepted = self._transport, self._accepted
        missing = [row for row in rows if row_key(row) not in accepted]
        last: TaskGroupRuns | TaskGroup | None = None
        attempt = 0
        while missing:
            if len(missing) < len(rows):
                # Other rows make another request, which needs another key.
                key = str(uuid5(NAMESPACE_OID, "".join(map(row_key, missing))))
            options = evolve(self._options, idempotency_key=key)
            try:
                last = transport.send(self._request(missing), options)
                ids = _run_ids(last, len(missing))
            except OutcomeUnknownError as error:
                policy, clock = transport.settings.retries, transport.clock
                clock.sleep(backoff(policy, attempt, clock.random()))
                found, last = self._read_group(error)
                accepted.update(found)
                missing = [row for row in rows if row_key(row) not in accepted]
                # A batch that was accepted in an unreadable response, or that may still be in progress, is not sent
                # again only because the group does not list it yet.
                pending = error.timed_out or isinstance(error.__cause__, APIResponseError)
                if missing and (pending or attempt == policy.max_retries):
                    raise
                attempt += 1
            else:
                accepted.update(zip(map(row_key, missing), ids, strict=True))
                if len(missing) == len(rows):
                    return last
                missing = []
        if last is None:
            _, last = self._read_group(None)
        record = {"status": last.get("status"), "run_ids": [accepted[row_key(row)] for row in rows]}
        return _group_runs(record, last.response)

    def _request(self, rows: list[TaskRunInput]) -> Request[TaskGroupRuns, Never]:
        body = TaskGroupRunsInput(inputs=rows, default_task_spec=self._spec)
        return add_task_group_runs(self._group_id, body=body, refresh_status=self._refresh_status)

    def _read_group(self, unknown: OutcomeUnknownError | None) -> tuple[dict[str, str], TaskGroup]:
        """Return the run id of each row key in the group, and the group.

        Compares the list with the group's count: a proxy that closes the stream too early makes it look complete.

        Args:
            unknown: The error to raise if the group cannot be read completely; None raises the cause itself.
        """
        found, run_ids = dict[str, str](), set[str]()
        options = CallOptions(extra_headers=self._options.extra_headers, timeout=self._options.timeout)
        try:
            group = self._transport.send(get_task_group(self._group_id), options)
            source = CursorEventSource(self._transport, self._list_runs, options, None)
            retry_class = self._list_runs(None).operation.retry
            with open_resumed(source, self._transport, retry_class, options) as events:
                for event in events:
                    run = as_object(event.get("run")) or {}
                    key = (as_object(run.get("metadata")) or {}).get(ROW_KEY)
                    if isinstance(event, TaskRunEvent) and arguments.is_valid_id(run.get("run_id")):
                        run_ids.add(run["run_id"])
                        if isinstance(key, str):
                            found[key] = run["run_id"]
            count = (as_object(group.get("status")) or {}).get("num_task_runs")
            if not isinstance(count, int) or len(run_ids) < count:
                problem = f"only {len(run_ids)} of its {count} runs were listed"
                raise malformed_response(ERRORS, "getTaskGroup", group, problem)
        except SDKError as error:
            if unknown is None:
                raise
            unknown.add_note(f"The runs of the group could not be listed: {error}")
            raise unknown from error
        return found, group

    def _list_runs(self, cursor: str | None) -> Request[Never, GroupRunsEvent]:
        return stream_task_group_runs(self._group_id, last_event_id=cursor)


def _run_ids(response: TaskGroupRuns, count: int) -> list[Any]:
    """Return the ids of the runs that were added: exactly `count`."""
    ids = as_array(response.run_ids) or []
    if len(ids) == count and all(map(arguments.is_valid_id, ids)):
        return ids
    raise missing_id("addTaskGroupRuns", response, f"it has no valid run_id for each of the {count} runs")


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
