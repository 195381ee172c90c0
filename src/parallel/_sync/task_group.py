# Mirrored from src/parallel/_async/task_group.py by codegen/mirror.py; do not edit.
"""`task_group`: thousands of runs under one id, watched together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Never, TypeVar, Unpack
from uuid import NAMESPACE_OID, uuid4, uuid5

from attrs import evolve

from parallel._sync.event_sources import CursorEventSource, GroupEventSource
from parallel.errors import ERRORS, APIResponseError, OutcomeUnknownError, unusable_start
from parallel.inputs import MOST_RUNS_AT_ONCE, ROW_KEY, group_input, row_key, with_row_key
from parallel.types import (
    GroupEvent,
    GroupRunsEvent,
    TaskGroup,
    TaskGroupRuns,
    TaskRun,
    TaskRunEvent,
    TaskRunInput,
    TaskSpec,
)
from pareta_core import arguments
from pareta_core._sync.resume import ResumedStream
from pareta_core.config import CallOptions, RequestOptions, StreamOptions, call_options
from pareta_core.encoding import as_array, as_object
from pareta_core.errors import SDKError, malformed_response, response_dict
from pareta_core.retry import backoff
from pareta_wire import (
    TaskGroupInput,
    TaskGroupRunsInput,
    add_task_group_runs,
    create_task_group,
    get_task_group,
    get_task_group_run,
    stream_task_group_events,
    stream_task_group_runs,
)
from pareta_wire.model import attach_response
from pareta_wire.operation import fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from pareta_core._sync.stream import Stream
    from pareta_core._sync.transport import Transport
    from pareta_wire.operation import Request, ResponseInfo, RetryClass

E = TypeVar("E")


class TaskGroups:
    """`task_group`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(
        self,
        *,
        metadata: Mapping[str, str | int | float | bool] | None = None,
        **options: Unpack[RequestOptions],
    ) -> TaskGroup:
        """Makes an empty group.

        Args:
            metadata: Your own notes on it: keys up to 16 characters, values up to 512.

        API: POST /v1/tasks/groups
        """
        plain = None if metadata is None else arguments.json_object("metadata", metadata)
        request = create_task_group(body=TaskGroupInput.from_dict(arguments.drop_none(metadata=plain)))
        group = self._transport.send(request, call_options(options))
        if not arguments.is_valid_id(group.taskgroup_id):
            raise unusable_start(request.operation.id, group, "it names no taskgroup_id")
        return group

    def retrieve(self, task_group_id: str, **options: Unpack[RequestOptions]) -> TaskGroup:
        """A group and how many of its runs are in which state.

        API: GET /v1/tasks/groups/{taskgroup_id}
        """
        return self._transport.send(get_task_group(_id(task_group_id)), call_options(options))

    def add_runs(
        self,
        task_group_id: str,
        *,
        inputs: Iterable[TaskRunInput | Mapping[str, Any]],
        default_task_spec: TaskSpec | Mapping[str, Any] | None = None,
        refresh_status: bool | None = None,
        **options: Unpack[RequestOptions],
    ) -> TaskGroupRuns:
        """Starts runs in a group. Billed for each.

        Each run gets a key of its own in its metadata (`pareta_sdk_row`). If the line is lost while it is unknown
        what was accepted, the group is read and only what is missing is sent again.

        Args:
            task_group_id: As in `task_group.create().taskgroup_id`.
            inputs: The runs, as many as you like: one request is sent for each 1,000 of them, one after the other.
            default_task_spec: What the answers look like, for runs that do not say so themselves.
            refresh_status: Whether the group's status in the answer is counted anew.

        Returns:
            The ids of all the runs, in the order of `inputs`, and the cursors from which they can be watched.

        Raises:
            TypeError, ValueError: An input cannot be sent; the message names it. Nothing was sent.
            ParallelError: A request failed; `partial` holds the answer about the runs that were added before it.

        API: POST /v1/tasks/groups/{taskgroup_id}/runs
        """
        task_group_id = _id(task_group_id)
        checked = call_options(options)
        rows = [
            group_input(index, item) for index, item in enumerate(arguments.non_empty_list("inputs", inputs))
        ]
        spec = (
            None
            if default_task_spec is None
            else arguments.json_object("default_task_spec", default_task_spec)
        )
        # The rows' keys follow from the call's: asked for again with it, each row is known again.
        own = checked.idempotency_key or str(uuid4())
        batch = uuid5(NAMESPACE_OID, own).hex
        keyed = [with_row_key(row, f"{batch}-{index}") for index, row in enumerate(rows)]
        known: dict[str, str] = {}
        added: TaskGroupRuns | None = None

        def request(part: list[dict[str, Any]]) -> Request[TaskGroupRuns, Never]:
            fields = arguments.drop_none(inputs=part, default_task_spec=spec)
            body = TaskGroupRunsInput.from_dict(fields)
            return add_task_group_runs(task_group_id, body=body, refresh_status=refresh_status)

        try:
            if checked.idempotency_key is not None:
                known.update((self._found(task_group_id, checked, None))[0])
            for start in range(0, len(keyed), MOST_RUNS_AT_ONCE):
                part = keyed[start : start + MOST_RUNS_AT_ONCE]
                key = own if start == 0 else str(uuid5(NAMESPACE_OID, f"{own}-{start}"))
                of_this = evolve(checked, idempotency_key=key)
                answer = self._add(task_group_id, request, part, of_this, known)
                added = answer if added is None else _joined(added, answer)
        except SDKError as error:
            error.set_idempotency_key(own)
            ids = [known[row_key(row)] for row in keyed if row_key(row) in known]
            if ids:
                record = {} if added is None else response_dict(ERRORS, "addTaskGroupRuns", added)
                error.partial = _put_together({**record, "run_ids": ids}, None)
            raise
        if added is None:
            raise ValueError("inputs must not be empty")
        return added

    def _add(
        self,
        task_group_id: str,
        request: Callable[[list[dict[str, Any]]], Request[TaskGroupRuns, Never]],
        rows: list[dict[str, Any]],
        options: CallOptions,
        known: dict[str, str],
    ) -> TaskGroupRuns:
        """Adds rows that are not `known`; where it is unknown whether they were accepted, looks into the group."""
        transport, retries = self._transport, self._transport.settings.retries.max_retries
        missing = [row for row in rows if row_key(row) not in known]
        told: TaskGroupRuns | TaskGroup | None = None
        attempt = 0
        while missing:
            if len(missing) < len(rows):
                # What is left is another request than the one whose outcome is unknown.
                of_these = "".join(map(row_key, missing))
                options = evolve(options, idempotency_key=str(uuid5(NAMESPACE_OID, of_these)))
            try:
                told = transport.send(request(missing), options)
                ids = _ids_of(told, len(missing))
            except OutcomeUnknownError as error:
                clock = transport.clock
                clock.sleep(backoff(transport.settings.retries, attempt, clock.random()))
                found, told = self._found(task_group_id, options, error)
                known.update(found)
                missing = [row for row in rows if row_key(row) not in known]
                # What was accepted, though nobody can read how, or may still be being accepted, is not sent again
                # because the group is late to tell.
                late = error.timed_out or isinstance(error.__cause__, APIResponseError)
                if missing and (late or attempt == retries):
                    raise
                attempt += 1
            else:
                known.update(zip(map(row_key, missing), ids, strict=True))
                if len(missing) == len(rows):
                    return told
                missing = []
        if told is None:
            _, told = self._found(task_group_id, options, None)
        record = {"status": told.get("status"), "run_ids": [known[row_key(row)] for row in rows]}
        return _put_together(record, told.response)

    def _found(
        self, task_group_id: str, options: CallOptions, unknown: SDKError | None
    ) -> tuple[dict[str, str], TaskGroup]:
        """The run of each row key that the group has, and the group.

        Raises `unknown`, or what came in the way, where not all of its runs are told: a list that something on the
        way ends too early, in good order, looks whole, so the group is asked how many there are.
        """
        found, told = dict[str, str](), set[str]()
        reads: RequestOptions = {"extra_headers": options.extra_headers, "timeout": options.timeout}
        try:
            group = self.retrieve(task_group_id, **reads)
            with self.get_runs(task_group_id, **reads) as events:
                for event in events:
                    run = as_object(event.get("run")) or {}
                    key = (as_object(run.get("metadata")) or {}).get(ROW_KEY)
                    if isinstance(event, TaskRunEvent) and arguments.is_valid_id(run.get("run_id")):
                        told.add(run["run_id"])
                        if isinstance(key, str):
                            found[key] = run["run_id"]
            number = (as_object(group.get("status")) or {}).get("num_task_runs")
            if not isinstance(number, int) or len(told) < number:
                raise malformed_response(
                    ERRORS, "getTaskGroup", group, f"{len(told)} of its {number} runs were told"
                )
        except SDKError as trouble:
            if unknown is None:
                raise
            unknown.add_note(f"what the group has could not be read: {trouble}")
            raise unknown from trouble
        return found, group

    def get_runs(
        self,
        task_group_id: str,
        *,
        last_event_id: str | None = None,
        status: str | None = None,
        include_input: bool | None = None,
        include_output: bool | None = None,
        **options: Unpack[StreamOptions],
    ) -> Stream[GroupRunsEvent]:
        """All the runs of a group as they are now, without waiting for any.

        A line that breaks is taken up again by itself, from the last event that came.

        Args:
            last_event_id: The `event_id` after which to go on.
            status: Only the runs in this state.
            include_input: Whether each run comes with what it was asked.
            include_output: Whether each run that has one comes with its answer.

        API: GET /v1/tasks/groups/{taskgroup_id}/runs
        """
        group_id, checked = _id(task_group_id), call_options(options)

        def request(cursor: str | None) -> Request[Never, GroupRunsEvent]:
            return stream_task_group_runs(
                group_id,
                last_event_id=cursor,
                status=status,
                include_input=include_input,
                include_output=include_output,
            )

        last_event_id = arguments.optional_string("last_event_id", last_event_id)
        status = arguments.optional_string("status", status)
        follower = CursorEventSource(self._transport, request, checked, last_event_id)
        return self._followed(follower, request(None).operation.retry, checked)

    def events(
        self,
        task_group_id: str,
        *,
        last_event_id: str | None = None,
        api_timeout: float | None = None,
        **options: Unpack[StreamOptions],
    ) -> Stream[GroupEvent]:
        """What happens in a group, while it happens, until no run is active any more.

        The service closes the stream after an hour at most, and lines break: it is taken up again by itself, from
        the last event that came.

        Args:
            last_event_id: The `event_id` after which to go on.
            api_timeout: Seconds for which the service is to hold the stream open. When it then closes it, that is
                the end.

        API: GET /v1/tasks/groups/{taskgroup_id}/events
        """
        group_id, checked = _id(task_group_id), call_options(options)

        def request(cursor: str | None) -> Request[Never, GroupEvent]:
            return stream_task_group_events(group_id, last_event_id=cursor, timeout=api_timeout)

        last_event_id = arguments.optional_string("last_event_id", last_event_id)
        where = (self._transport, request, checked, last_event_id)
        follower: CursorEventSource[GroupEvent] = (
            GroupEventSource(*where, task_group_id=group_id)
            if api_timeout is None
            else CursorEventSource(*where)
        )
        return self._followed(follower, request(None).operation.retry, checked)

    def _followed(self, follower: CursorEventSource[E], rule: RetryClass, options: CallOptions) -> Stream[E]:
        first = follower.open()
        return ResumedStream(
            follower, first, transport=self._transport, retry_class=rule, resume_timeout=options.stall_timeout
        )

    def retrieve_run(self, run_id: str, *, task_group_id: str, **options: Unpack[RequestOptions]) -> TaskRun:
        """One run of a group as it is now.

        API: GET /v1/tasks/groups/{taskgroup_id}/runs/{run_id}
        """
        return self._transport.send(get_task_group_run(_id(task_group_id), run_id), call_options(options))


def _id(task_group_id: str) -> str:
    """Checked here, because the spec spells the name otherwise than users know it."""
    fill("{task_group_id}", task_group_id=task_group_id)
    return task_group_id


def _ids_of(answer: TaskGroupRuns, number: int) -> list[Any]:
    """The ids of so many runs that were added."""
    ids = as_array(answer.run_ids) or []
    if len(ids) == number and all(map(arguments.is_valid_id, ids)):
        return ids
    raise unusable_start(
        "addTaskGroupRuns", answer, f"it does not name a run_id for each of the {number} runs"
    )


def _put_together(record: dict[str, Any], response: ResponseInfo | None) -> TaskGroupRuns:
    """An answer about added runs that was put together from what the group says."""
    answer = TaskGroupRuns.from_dict(record)
    if response is not None:
        attach_response(answer, response)
    return answer


def _joined(earlier: TaskGroupRuns, later: TaskGroupRuns) -> TaskGroupRuns:
    """Two answers as one: all ids, the newest status, and the cursors from which all the runs can be seen."""
    record = {
        **response_dict(ERRORS, "addTaskGroupRuns", later),
        "run_ids": [*earlier.run_ids, *later.run_ids],
        "run_cursor": earlier.run_cursor,
        "event_cursor": earlier.event_cursor,
    }
    return _put_together(record, later.response)
