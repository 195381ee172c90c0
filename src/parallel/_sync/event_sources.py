# Mirrored from src/parallel/_async/event_sources.py by codegen/mirror.py; do not edit.
"""What the Task API's streams need to be taken up again: what has been seen, and whether all has been told."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from parallel.errors import ERRORS
from parallel.types import (
    GroupEvent,
    RunEvent,
    TaskErrorEvent,
    TaskGroupStatusEvent,
    TaskRunEvent,
    TaskRunProgressStatsEvent,
)
from pareta_core.encoding import as_object
from pareta_core.errors import malformed_response, response_dict
from pareta_wire import get_task_group, stream_task_run_events

if TYPE_CHECKING:
    from collections.abc import Callable

    from pareta_core._sync.stream import Stream
    from pareta_core._sync.transport import Transport
    from pareta_core.config import CallOptions
    from pareta_wire.operation import Request

E = TypeVar("E")

# So many events before the cursor are known again, should a server begin further back than it was asked to.
_REMEMBERED = 1000


class CursorEventSource(Generic[E]):
    """A stream of a group: each event carries the cursor from which to go on."""

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
        self._last = last_event_id
        self._given: dict[str, None] = {}

    def open(self) -> Stream[E]:
        """From the last cursor."""
        return self._transport.stream(self._request(self._last), self._options)

    def is_new(self, event: Any) -> bool:
        """By its id; an event without one cannot be told from another and is given."""
        event_id: object = event.get("event_id")
        if not isinstance(event_id, str) or not event_id:
            return True
        if event_id in self._given:
            return False
        self._last = event_id
        self._given[event_id] = None
        if len(self._given) > _REMEMBERED:
            del self._given[next(iter(self._given))]
        return True

    def is_over(self) -> bool:
        """The runs of a group come at once: what ended in good order is all of them."""
        return True


# What a group's status says of its runs; the same, that is nothing, is told of a group without any.
_COUNTS = ("num_task_runs", "task_run_status_counts")


class GroupEventSource(CursorEventSource[GroupEvent]):
    """A group's events, which go on while a run is active, though the server closes the stream now and then."""

    def __init__(self, *where: Any, task_group_id: str) -> None:
        super().__init__(*where)
        self._id = task_group_id
        self._told: object = None
        self._asked = False

    def is_new(self, event: GroupEvent) -> bool:
        """Notes the status that was told last."""
        if isinstance(event, TaskGroupStatusEvent):
            self._told = event.get("status")
        new = super().is_new(event)
        self._asked = self._asked and not new
        return new

    def is_over(self) -> bool:
        """No run is active any more, and its last status was told, or there is nothing more from the cursor on."""
        group = self._transport.send(get_task_group(self._id), self._options)
        status = as_object(group.get("status"))
        if status is None:
            raise malformed_response(ERRORS, "getTaskGroup", group, "it holds no status")
        if status.get("is_active"):
            return False
        told = as_object(self._told) or {}
        if all((told.get(each) or None) == (status.get(each) or None) for each in _COUNTS):
            return True
        nothing_more = self._asked and self._last is not None and self._told is None
        self._asked = True
        return nothing_more


class RunEventSource:
    """A run's events, which carry no cursor: opened again, the server tells the whole trace of messages anew."""

    def __init__(self, transport: Transport, run_id: str, options: CallOptions) -> None:
        self._transport = transport
        self._run_id = run_id
        self._options = options
        # How many messages, and how many errors: in all that was given, and since the stream was opened.
        self._given = Counter[bool]()
        self._told = Counter[bool]()
        self._state: object = None
        self._stats: object = None
        self._first = True
        self._active = True

    def open(self) -> Stream[RunEvent]:
        """From the beginning: there is nowhere else to begin."""
        self._told.clear()
        self._first = True
        return self._transport.stream(stream_task_run_events(self._run_id), self._options)

    def is_new(self, event: RunEvent) -> bool:
        """A state or statistics unlike the last; a message, or an error, beyond those that were given."""
        first, self._first = self._first, False
        if isinstance(event, TaskRunEvent):
            self._active = _says_active(event, self._active, first)
            previous, self._state = self._state, response_dict(ERRORS, "streamTaskRunEvents", event)
            return self._state != previous
        if isinstance(event, TaskRunProgressStatsEvent):
            previous, self._stats = self._stats, response_dict(ERRORS, "streamTaskRunEvents", event)
            return self._stats != previous
        kind = isinstance(event, TaskErrorEvent)
        self._told[kind] += 1
        if self._told[kind] <= self._given[kind]:
            return False
        self._given[kind] = self._told[kind]
        return True

    def is_over(self) -> bool:
        """Once it was told: the last event of a run says that it has ended."""
        return not self._active


def _says_active(event: TaskRunEvent, before: bool, first: bool) -> bool:
    """Whether there is more to come; a state that says nothing of it leaves it as it was.

    A stream opens with the state that there is, and tells the whole trace after it, though the run has completed. The
    last event is the one with the output.
    """
    run = as_object(event.get("run")) or {}
    active = run.get("is_active")
    if first and active is False and run.get("status") == "completed":
        return event.get("output") is None
    return active if isinstance(active, bool) else before
