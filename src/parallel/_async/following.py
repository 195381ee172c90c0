"""What the Task API's streams need to be taken up again: what has been seen, and whether all has been told."""

from __future__ import annotations

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
from pareta_core.errors import plain_record, unusable
from pareta_wire import get_task_group, get_task_run, stream_task_run_events
from pareta_wire.model import Model

if TYPE_CHECKING:
    from collections.abc import Callable

    from pareta_core._async.stream import AsyncStream
    from pareta_core._async.transport import AsyncTransport
    from pareta_core.config import CallOptions
    from pareta_wire.operation import Request

E = TypeVar("E")


class AsyncCursor(Generic[E]):
    """A stream of a group: each event carries the cursor from which to go on."""

    def __init__(
        self,
        transport: AsyncTransport,
        request: Callable[[str | None], Request[Any, E]],
        options: CallOptions,
        last_event_id: str | None,
    ) -> None:
        self._transport = transport
        self._request = request
        self._options = options
        self._last = last_event_id
        self._given: set[str] = set()

    async def open(self) -> AsyncStream[E]:
        """From the last cursor."""
        return await self._transport.stream(self._request(self._last), self._options)

    def is_new(self, event: Any) -> bool:
        """By its id; an event without one cannot be told from another and is given."""
        event_id: object = event.get("event_id")
        if not isinstance(event_id, str) or not event_id:
            return True
        self._last = event_id
        if event_id in self._given:
            return False
        self._given = {event_id}  # only what stands at the cursor can come twice
        return True

    async def is_over(self) -> bool:
        """The runs of a group come at once: what ended in good order is all of them."""
        return True


class AsyncGroupCursor(AsyncCursor[GroupEvent]):
    """A group's events, which go on while a run is active, though the server closes the stream now and then."""

    def __init__(self, *where: Any, task_group_id: str) -> None:
        super().__init__(*where)
        self._id = task_group_id
        self._active = True
        self._asked = False

    def is_new(self, event: GroupEvent) -> bool:
        """Notes whether a run is active."""
        if isinstance(event, TaskGroupStatusEvent):
            self._active = _says_active(event.get("status"), self._active)
        new = super().is_new(event)
        self._asked = self._asked and not new
        return new

    async def is_over(self) -> bool:
        """Once that was told, or there is nothing more to be told of a group that says so when it is asked."""
        if self._active and not self._asked:
            group = await self._transport.send(get_task_group(self._id), self._options)
            if not isinstance(group.status, Model):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise unusable(ERRORS, "getTaskGroup", group, "it holds no status")
            self._asked = not group.status.is_active
            return False
        return True


class AsyncTrace:
    """A run's events, which carry no cursor: opened again, the server tells the whole trace of messages anew."""

    def __init__(self, transport: AsyncTransport, run_id: str, options: CallOptions) -> None:
        self._transport = transport
        self._run_id = run_id
        self._options = options
        self._messages = 0
        self._told_again = 0
        self._state: object = None
        self._stats: object = None
        self._active = True
        self._asked = False

    async def open(self) -> AsyncStream[RunEvent]:
        """From the beginning: there is nowhere else to begin."""
        self._told_again = 0
        return await self._transport.stream(stream_task_run_events(self._run_id), self._options)

    def is_new(self, event: RunEvent) -> bool:
        """A state or statistics unlike the last; a message beyond those that were given; an error."""
        new = isinstance(event, TaskErrorEvent) or self._is_news(event)
        self._asked = self._asked and not new
        return new

    def _is_news(self, event: RunEvent) -> bool:
        record = plain_record(ERRORS, "streamTaskRunEvents", event)
        if isinstance(event, TaskRunEvent):
            self._active = _says_active(event.get("run"), self._active)
            previous, self._state = self._state, record
            return record != previous
        if isinstance(event, TaskRunProgressStatsEvent):
            previous, self._stats = self._stats, record
            return record != previous
        self._told_again += 1
        if self._told_again <= self._messages:
            return False
        self._messages = self._told_again
        return True

    async def is_over(self) -> bool:
        """Once its end was told, or there is nothing more to be told of a run that says so when it is asked."""
        if self._active and not self._asked:
            run = await self._transport.send(get_task_run(self._run_id), self._options)
            self._asked = not run.is_active
            return False
        return True


def _says_active(state: object, before: bool) -> bool:
    """What a run's or a group's state says; one that says nothing leaves it as it was."""
    active = (as_object(state) or {}).get("is_active")
    return active if isinstance(active, bool) else before
