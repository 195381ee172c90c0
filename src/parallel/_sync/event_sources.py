# Mirrored from src/parallel/_async/event_sources.py by codegen/mirror.py; do not edit.
"""The event sources of the Task API's resumed streams: how to reopen a stream, and which of its events are new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from parallel.errors import ERRORS
from parallel.typed_events import typed_events
from parallel.types import (
    GroupEvent,
    RunEvent,
    TaskErrorEvent,
    TaskGroupStatusEvent,
    TaskRunEvent,
    TaskRunProgressStatsEvent,
)
from pareta_core._sync.callbacks import notify
from pareta_core._sync.resume import EventSource, ResumedStream
from pareta_core.encoding import as_object
from pareta_core.errors import SDKError, malformed_response, response_dict
from pareta_wire import get_task_group, stream_task_run_events
from pareta_wire.apis import TASK_RUN_OUTCOME

if TYPE_CHECKING:
    from collections.abc import Callable

    from pareta_core._sync.stream import Stream
    from pareta_core._sync.transport import Transport
    from pareta_core.config import CallOptions
    from pareta_wire.operation import Request, RetryClass

E = TypeVar("E")

# Number of events before the cursor that are recognized, should a server resume too early.
_MAX_REMEMBERED = 1000


def open_resumed(
    source: EventSource[E], transport: Transport, retry_class: RetryClass, options: CallOptions
) -> ResumedStream[E]:
    """Open a source as a stream that reconnects.

    Args:
        source: The events.
        transport: What sends.
        retry_class: The retry class of the operation that opens the stream.
        options: The options of the call; its `stall_timeout` limits how long to try to reconnect.
    """
    first = source.open()
    return ResumedStream(
        source,
        first,
        transport=transport,
        retry_class=retry_class,
        resume_timeout=options.stall_timeout,
        deadline=options.deadline,
    )


def open_run_events(transport: Transport, run_id: str, options: CallOptions) -> ResumedStream[RunEvent]:
    """Open the events of a run as a stream that reconnects.

    Args:
        transport: What sends.
        run_id: The run.
        options: The options of the call.
    """
    retry_class = stream_task_run_events(run_id).operation.retry
    return open_resumed(RunEventSource(transport, run_id, options), transport, retry_class, options)


def follow_run(
    transport: Transport, run_id: str, options: CallOptions, on_event: Callable[[RunEvent], object]
) -> None:
    """Call a function with each event of a run until the run has ended, the deadline has passed or the stream fails.

    A failure is not raised: the wait for the result, which follows, meets it too if it matters.

    Args:
        transport: What sends.
        run_id: The run.
        options: The options of the call, with the deadline of the wait.
        on_event: What to call.
    """
    try:
        events = open_run_events(transport, run_id, options)
    except SDKError:
        return
    with events:
        while True:
            try:
                event = next(events)
            except (StopIteration, SDKError):
                return
            notify(on_event, event)


class RecentValues:
    """The last values that were added, up to a limit."""

    def __init__(self) -> None:
        self._values: dict[str, None] = {}

    def add(self, value: str) -> bool:
        """Add a value and return whether it was not there.

        Args:
            value: The value.
        """
        if value in self._values:
            return False
        self._values[value] = None
        if len(self._values) > _MAX_REMEMBERED:
            del self._values[next(iter(self._values))]
        return True


class CursorEventSource(Generic[E]):
    """A stream of a group: each event carries the cursor to resume from."""

    def __init__(
        self,
        transport: Transport,
        request: Callable[[str | None], Request[Any, E]],
        options: CallOptions,
        last_event_id: str | None,
    ) -> None:
        self._transport = transport
        self._request = request
        self._options = options
        self._cursor = last_event_id
        self._seen = RecentValues()
        self._progress = False

    def open(self) -> Stream[E]:
        """Open the stream at the last cursor."""
        return self._transport.stream(self._request(self._cursor), self._options)

    def is_new(self, event: Any) -> bool:
        """Return whether the event's id is new. An event without an id counts as new."""
        event_id: object = event.get("event_id")
        self._progress = isinstance(event_id, str) and bool(event_id)
        if not isinstance(event_id, str) or not event_id:
            return True
        if not self._seen.add(event_id):
            return False
        self._cursor = event_id
        return True

    def is_progress(self) -> bool:
        """Return whether the last new event has a cursor: without one, a reopened stream begins where it did."""
        return self._progress

    def is_over(self) -> bool:
        """Return True: a stream of runs that ended properly has listed them all."""
        return True


# The members of a group's status that describe its runs. A group without runs may leave them out.
_COUNTS = ("num_task_runs", "task_run_status_counts")


class GroupEventSource(CursorEventSource[GroupEvent]):
    """The events of a group, until no run is active. The server closes the stream from time to time before that."""

    def __init__(
        self,
        transport: Transport,
        request: Callable[[str | None], Request[Any, GroupEvent]],
        options: CallOptions,
        last_event_id: str | None,
        *,
        task_group_id: str,
    ) -> None:
        super().__init__(transport, request, options, last_event_id)
        self._id = task_group_id
        self._last_status: object = None
        # Whether the group was checked since the last new event.
        self._checked = False

    def is_new(self, event: GroupEvent) -> bool:
        """Return whether the event is new, and remember the status it reports."""
        if isinstance(event, TaskGroupStatusEvent):
            self._last_status = event.get("status")
        new = super().is_new(event)
        self._checked = self._checked and not new
        return new

    def is_over(self) -> bool:
        """Return whether no run is active and the stream has nothing left to deliver.

        It has nothing left if it delivered the group's final status, or nothing at all since the last check.
        """
        group = self._transport.send(get_task_group(self._id), self._options)
        status = as_object(group.get("status"))
        if status is None:
            raise malformed_response(ERRORS, "getTaskGroup", group, "it has no status")
        if status.get("is_active"):
            return False
        last = as_object(self._last_status) or {}
        if all((last.get(each) or None) == (status.get(each) or None) for each in _COUNTS):
            return True
        nothing_left = self._checked and self._cursor is not None and self._last_status is None
        self._checked = True
        return nothing_left


class RunEventSource:
    """The events of a run, which carry no cursor: a reopened stream repeats every message from the beginning."""

    def __init__(self, transport: Transport, run_id: str, options: CallOptions) -> None:
        self._transport = transport
        self._run_id = run_id
        self._options = options
        # The numbers of messages and of errors: delivered in all, and received since the stream was opened.
        self._delivered = [0, 0]
        self._received = [0, 0]
        self._state: object = None
        self._stats: object = None
        # States and statistics that were delivered: one that comes back after a reopening is not progress.
        self._delivered_values = RecentValues()
        self._progress = False
        self._first = True
        self._active = True

    def open(self) -> Stream[RunEvent]:
        """Open the stream at its beginning."""
        self._received = [0, 0]
        self._first = True
        request = typed_events(stream_task_run_events(self._run_id))
        return self._transport.stream(request, self._options)

    def is_new(self, event: RunEvent) -> bool:
        """Return whether a state or statistics differ from the last, or a message or error was not delivered yet."""
        first, self._first = self._first, False
        if isinstance(event, TaskRunEvent):
            self._active = _is_active(event, self._active, first)
            previous, self._state = self._state, response_dict(ERRORS, "streamTaskRunEvents", event)
            return self._is_change(self._state, previous)
        if isinstance(event, TaskRunProgressStatsEvent):
            previous, self._stats = self._stats, response_dict(ERRORS, "streamTaskRunEvents", event)
            return self._is_change(self._stats, previous)
        kind = 1 if isinstance(event, TaskErrorEvent) else 0
        self._received[kind] = count = self._received[kind] + 1
        if count <= self._delivered[kind]:
            return False
        self._delivered[kind] = count
        self._progress = True
        return True

    def _is_change(self, value: object, previous: object) -> bool:
        if value == previous:
            return False
        self._progress = self._delivered_values.add(repr(value))
        return True

    def is_progress(self) -> bool:
        """Return whether the last new event was a further message or error, or a state or statistics not seen."""
        return self._progress

    def is_over(self) -> bool:
        """Return whether an event reported that the run has ended."""
        return not self._active


def _is_active(event: TaskRunEvent, before: bool, first: bool) -> bool:
    """Return whether more events follow; an event without `is_active` changes nothing.

    A stream begins with the current state and repeats the messages after it, even if the run has completed. Its last
    event is the one with the output.
    """
    run = as_object(event.get("run")) or {}
    active = run.get("is_active")
    if first and active is False and TASK_RUN_OUTCOME.succeeded(run.get("status")):
        return event.get("output") is None
    return active if isinstance(active, bool) else before
