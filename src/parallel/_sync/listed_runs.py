# Mirrored from src/parallel/_async/listed_runs.py by codegen/mirror.py; do not edit.
"""Read the runs that a group has, and tell which of them are rows of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parallel._sync.event_sources import CursorEventSource, open_resumed
from parallel.errors import ERRORS
from parallel.outputs import run_id_of
from parallel.rows import ROW_KEY, canonical_json, row_key
from parallel.typed_events import typed_events
from parallel.types import GroupRunsEvent, TaskGroup, TaskRunEvent, TaskRunInput
from pareta_core.config import CallOptions
from pareta_core.encoding import as_object
from pareta_core.errors import malformed_response
from pareta_wire import get_task_group, stream_task_group_runs

if TYPE_CHECKING:
    from pareta_core._sync.stream import Stream
    from pareta_core._sync.transport import Transport
    from pareta_wire.operation import Request

# How many ids a message shows.
_MAX_SHOWN = 5


class GroupReader:
    """The runs of one group, each known by the key in its metadata."""

    def __init__(self, transport: Transport, task_group_id: str, options: CallOptions) -> None:
        self._transport = transport
        self._group_id = task_group_id
        self._options = CallOptions(
            extra_headers=options.extra_headers, timeout=options.timeout, secrets=options.secrets
        )
        self.run_ids: dict[str, str] = {}
        """The run id of each row key that the group is known to have."""
        self.listed: set[str] = set()
        """The ids of all runs in the group that were listed, or that responses named."""
        self.latest: TaskGroup | None = None
        """The group as it was read last."""
        # The runs without a key that may be a row of the call, those that cannot, and those that responses named.
        self._unmatched: dict[str, None] = {}
        self._foreign: set[str] = set()
        self._claimed: set[str] = set()

    def read(self) -> TaskGroup:
        """Read the group and its runs.

        Compares the list with the group's count: a proxy that closes the stream too early makes it look complete.

        Raises:
            ParallelError: The group cannot be read, or not completely.
        """
        group = self._transport.send(get_task_group(self._group_id), self._options)
        found = set[str]()
        with self._list(include_input=None) as events:
            for event in events:
                run = as_object(event.get("run")) or {}
                run_id = run_id_of(event)
                if not isinstance(event, TaskRunEvent) or run_id is None:
                    continue
                found.add(run_id)
                self._record(run_id, (as_object(run.get("metadata")) or {}).get(ROW_KEY))
        count = (as_object(group.get("status")) or {}).get("num_task_runs")
        if not isinstance(count, int) or len(found) < count:
            problem = f"only {len(found)} of its {count} runs were listed"
            raise malformed_response(ERRORS, "getTaskGroup", group, problem)
        self.listed |= found
        self.latest = group
        return group

    def has_runs_of(self, rows: list[TaskRunInput]) -> bool:
        """Return whether the group has runs of a call with the same key, of these rows or of others."""
        prefix = row_key(rows[0]).partition("-")[0]
        return any(key.startswith(f"{prefix}-") for key in self.run_ids)

    def claim(self, rows: list[TaskRunInput], run_ids: list[str]) -> None:
        """Record the runs of these rows: a response named their ids."""
        self.run_ids.update(zip(map(row_key, rows), run_ids, strict=True))
        self._claimed.update(run_ids)
        self.listed.update(run_ids)

    def doubts(self, rows: list[TaskRunInput]) -> str | None:
        """Return why some runs of the group may be these rows, or None if none of them can be.

        Runs without a key belong to other clients, or the service lists them without their metadata. Their inputs
        distinguish them: a run with another input is none of these rows.

        Args:
            rows: The rows that no run of the group is known to be.

        Raises:
            ParallelError: The inputs of the runs cannot be read.
        """
        if not rows or not self._unmatched:
            return None
        inputs = {canonical_json(row.input) for row in rows}
        with self._list(include_input=True) as events:
            for event in events:
                self._compare(event, inputs)
        rows = [row for row in rows if row_key(row) not in self.run_ids]
        if not rows or not self._unmatched:
            return None
        shown = ", ".join([*self._unmatched][:_MAX_SHOWN])
        return (
            f"the group lists {len(self._unmatched)} runs without the metadata that identifies them ({shown}). "
            f"They may be {len(rows)} of the inputs, so none of these was sent."
        )

    def _compare(self, event: GroupRunsEvent[Any], inputs: set[str]) -> None:
        run_id = run_id_of(event)
        if run_id is None or run_id not in self._unmatched:
            return
        created_with = as_object(event.get("input")) or {}
        self._record(run_id, (as_object(created_with.get("metadata")) or {}).get(ROW_KEY))
        created_input = created_with.get("input")
        if created_input is not None and canonical_json(created_input) not in inputs:
            self._foreign.add(run_id)
            self._unmatched.pop(run_id, None)

    def _record(self, run_id: str, key: object) -> None:
        if isinstance(key, str):
            self.run_ids.setdefault(key, run_id)
            self._unmatched.pop(run_id, None)
        elif run_id not in self._foreign and run_id not in self._claimed:
            self._unmatched[run_id] = None

    def _list(self, *, include_input: bool | None) -> Stream[GroupRunsEvent[Any]]:
        def request(cursor: str | None) -> Request[Any, GroupRunsEvent[Any]]:
            listing = stream_task_group_runs(
                self._group_id, last_event_id=cursor, include_input=include_input
            )
            return typed_events(listing, many_runs=True)

        source = CursorEventSource(self._transport, request, self._options, None)
        return open_resumed(source, self._transport, request(None).operation.retry, self._options)
