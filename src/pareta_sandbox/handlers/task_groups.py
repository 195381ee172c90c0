"""Handlers for task groups and their two resumable streams."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from itertools import islice

from pareta_sandbox import sse
from pareta_sandbox.errors import invalid, invalid_at, not_found
from pareta_sandbox.handler_responses import EventStream, HandlerResponse, JsonBody
from pareta_sandbox.request_context import RequestContext
from pareta_sandbox.state.groups import MAX_RUNS_PER_REQUEST, MAX_STREAM_SECONDS, Group, UnknownCursorError

from .task_runs import check_input, check_metadata, create_run, find_run, run_price

# Enough that sending costs little beside making the events; few enough, because nobody else is served meanwhile.
EVENTS_PER_CHUNK = 16


def create(context: RequestContext) -> HandlerResponse:
    """Create an empty group."""
    state = context.state
    metadata = context.body.get("metadata")
    if issues := check_metadata(metadata, ("body", "metadata")):
        raise invalid(*issues)
    now = state.clock.now()
    group = Group(id=state.new_id("tgrp", metadata), metadata=metadata, created_at=now)
    state.groups[group.id] = group
    return JsonBody(group.as_json(now))


def get(context: RequestContext) -> HandlerResponse:
    """Return one group."""
    return JsonBody(_group(context).as_json(context.state.clock.now()))


def add_runs(context: RequestContext) -> HandlerResponse:
    """Add runs to a group: all or none. An invalid input rejects the request before anything is billed."""
    group, inputs = _group(context), context.body["inputs"]
    if len(inputs) > MAX_RUNS_PER_REQUEST:
        raise invalid_at(
            ("body", "inputs"), f"at most {MAX_RUNS_PER_REQUEST} runs in one request", "too_long"
        )
    default = context.body.get("default_task_spec")
    if default is not None:
        inputs = [one if one.get("task_spec") else {**one, "task_spec": default} for one in inputs]
    checked: set[int] = set()
    for n, one in enumerate(inputs):
        check_input(context, one, ("body", "inputs", n), checked)
    price = sum(run_price(one) for one in inputs)
    if inputs:
        context.bill(price, units=len(inputs))
    runs = [create_run(context, one, group.id) for one in inputs]
    run_cursor, event_cursor = group.add(runs, context.state.clock.now())
    return JsonBody(
        {
            "status": group.status(),
            "run_ids": [run.id for run in runs],
            "run_cursor": run_cursor,
            "event_cursor": event_cursor,
        }
    )


def get_run(context: RequestContext) -> HandlerResponse:
    """Return one run of a group."""
    group, run = _group(context), find_run(context)
    if run.group_id != group.id:
        raise not_found("run", run.id)
    return JsonBody(run.as_json(context.state.clock.now()))


def runs(context: RequestContext) -> HandlerResponse:
    """Stream every run in its current state. The stream waits for none of them."""
    group = _group(context)
    now = context.state.clock.now()
    position = _position(context, group.run_position)
    wanted_status = context.query.get("status")
    with_input = bool(context.query.get("include_input", False))
    with_output = bool(context.query.get("include_output", False))

    def event(n: int) -> bytes:
        return sse.typed_event(group.run_event(n, now=now, with_input=with_input, with_output=with_output))

    async def stream() -> AsyncIterator[bytes]:
        wanted = (
            n
            for n in range(position, len(group.runs))
            if wanted_status is None or group.runs[n].status(now) == wanted_status
        )
        while chunk := b"".join(map(event, islice(wanted, EVENTS_PER_CHUNK))):
            yield chunk

    return EventStream(stream)


def events(context: RequestContext) -> HandlerResponse:
    """Stream the log from the cursor on while a run is active, at most for an hour or for `timeout` seconds."""
    group, clock = _group(context), context.state.clock
    group.advance(clock.now())
    first_position = _position(context, group.log_position)
    closes_at = clock.now() + min(context.query.get("timeout", MAX_STREAM_SECONDS), MAX_STREAM_SECONDS)

    async def stream() -> AsyncIterator[bytes]:
        position = first_position
        while True:
            group.advance(clock.now())
            while position < len(group.log):
                end = min(position + EVENTS_PER_CHUNK, len(group.log))
                yield b"".join(sse.typed_event(group.log_event(n)) for n in range(position, end))
                position = end
            # Changes that happened while the client was reading are sent before the next wait.
            upcoming = group.next_change
            if upcoming is None or clock.now() >= closes_at:
                return
            await clock.sleep_until(min(upcoming, closes_at))

    return EventStream(stream)


def _group(context: RequestContext) -> Group:
    group = context.state.groups.get(context.path["taskgroup_id"])
    if group is None:
        raise not_found("task group", context.path["taskgroup_id"])
    return group


def _position(context: RequestContext, parse: Callable[[str | None], int]) -> int:
    cursor = context.query.get("last_event_id")
    try:
        return parse(cursor)
    except UnknownCursorError:
        raise invalid_at(
            ("query", "last_event_id"), f"no event of this stream has the id {cursor!r}"
        ) from None
