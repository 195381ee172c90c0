"""Task groups over HTTP: create, add, read, and the two resumable streams. What one is stands in state/groups.py."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from pareta_sandbox import sse
from pareta_sandbox.errors import invalid, invalid_at
from pareta_sandbox.exchange import Answer, Call, JsonAnswer, StreamAnswer, not_found
from pareta_sandbox.state.groups import OPEN_SECONDS, RUNS_PER_REQUEST, BadCursor, Group

from .task_runs import check_input, check_metadata, find, make_run, price_of


def create(call: Call) -> Answer:
    state = call.state
    metadata = call.body.get("metadata")
    if issues := check_metadata(metadata, ("body", "metadata")):
        raise invalid(*issues)
    now = state.clock.now()
    group = Group(id=state.new_id("tgrp", metadata), metadata=metadata, created_at=now)
    state.groups[group.id] = group
    return JsonAnswer(group.as_json(now))


def get(call: Call) -> Answer:
    return JsonAnswer(_group(call).as_json(call.state.clock.now()))


def add_runs(call: Call) -> Answer:
    """All of the inputs or none: one that is wrong refuses the request before anything is billed."""
    group, inputs = _group(call), call.body["inputs"]
    if len(inputs) > RUNS_PER_REQUEST:
        raise invalid_at(("body", "inputs"), f"at most {RUNS_PER_REQUEST} runs in one request", "too_long")
    default = call.body.get("default_task_spec")
    if default is not None:
        inputs = [one if one.get("task_spec") else {**one, "task_spec": default} for one in inputs]
    for n, one in enumerate(inputs):
        check_input(call, one, ("body", "inputs", n))
    price = sum(price_of(one) for one in inputs)
    if inputs:
        call.bill(price, units=len(inputs))
    runs = [make_run(call, one, group.id) for one in inputs]
    run_cursor, event_cursor = group.add(runs, call.state.clock.now())
    return JsonAnswer(
        {
            "status": group.status(),
            "run_ids": [run.id for run in runs],
            "run_cursor": run_cursor,
            "event_cursor": event_cursor,
        }
    )


def get_run(call: Call) -> Answer:
    group, run = _group(call), find(call)
    if run.group_id != group.id:
        raise not_found("run", run.id)
    return JsonAnswer(run.as_json(call.state.clock.now()))


def runs(call: Call) -> Answer:
    """Every run as it stands, at once; the stream waits for none of them."""
    group = _group(call)
    now = call.state.clock.now()
    place = _place(call, group.run_place)
    wanted = call.query.get("status")
    with_input = bool(call.query.get("include_input", False))
    with_output = bool(call.query.get("include_output", False))

    async def tell() -> AsyncIterator[bytes]:
        for n in range(place, len(group.runs)):
            if wanted is None or group.runs[n].status(now) == wanted:
                yield sse.typed(group.run_event(n, now=now, with_input=with_input, with_output=with_output))

    return StreamAnswer(tell)


def events(call: Call) -> Answer:
    """The log from the cursor on, open while a run is active, at most an hour or the caller's `timeout`."""
    group, clock = _group(call), call.state.clock
    group.advance(clock.now())
    first = _place(call, group.log_place)
    closes = clock.now() + min(call.query.get("timeout", OPEN_SECONDS), OPEN_SECONDS)

    async def tell() -> AsyncIterator[bytes]:
        place = first
        while True:
            group.advance(clock.now())
            while place < len(group.log):
                yield sse.typed(group.log_event(place))
                place += 1
            # What was added or has ended while the caller was reading is told before we wait again.
            upcoming = group.next_change
            if upcoming is None or clock.now() >= closes:
                return
            await clock.sleep_until(min(upcoming, closes))

    return StreamAnswer(tell)


def _group(call: Call) -> Group:
    group = call.state.groups.get(call.path["taskgroup_id"])
    if group is None:
        raise not_found("task group", call.path["taskgroup_id"])
    return group


def _place(call: Call, read: Callable[[str | None], int]) -> int:
    cursor = call.query.get("last_event_id")
    try:
        return read(cursor)
    except BadCursor:
        raise invalid_at(
            ("query", "last_event_id"), f"no event of this stream is called {cursor!r}"
        ) from None
