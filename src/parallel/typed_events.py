"""Requests of event streams → the same requests, whose events are those of the facade. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from attrs import evolve

from parallel.outputs import as_event, parse_event
from pareta_wire.model import DecodeError, Unknown, decode_tolerantly
from pareta_wire.models import TaskRunEvent

if TYPE_CHECKING:
    from pareta_core.schema import Output
    from pareta_wire.operation import Request

# An event in which one of these differs from the spec says nothing.
_ESSENTIAL = frozenset({"run", "output", "error", "status", "source_stats"})


def typed_events(
    request: Request[Any, Any], described: Output[Any] | None = None, *, many_runs: bool = False
) -> Request[Any, Any]:
    """Return a request whose events of runs are `parallel.TaskRunEvent`.

    Args:
        request: A request of the spec that opens an event stream.
        described: The output type of the runs; None leaves the `parsed` of their outputs as their content.
        many_runs: Whether the events are of several runs. One that differs from the spec is an `Unknown` then, so that
            it does not hide the others.
    """
    rules = request.operation.stream
    if rules is None:
        raise TypeError(f"the spec describes no stream for {request.operation.id}")

    def reader() -> Callable[[object], Any]:
        read = rules.reader()

        def decode(data: object) -> Any:
            try:
                event = decode_tolerantly(data, read, essential=_ESSENTIAL)
            except DecodeError:
                if many_runs and isinstance(data, dict):
                    return Unknown.from_dict(data)
                raise
            if event.__class__ is not TaskRunEvent:
                return event
            typed = as_event(event)
            if described is not None:
                parse_event(typed, described)
            return typed

        return decode

    return evolve(request, operation=evolve(request.operation, stream=evolve(rules, reader=reader)))
