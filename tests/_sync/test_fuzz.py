# Mirrored from tests/_async/test_fuzz.py by codegen/mirror.py; do not edit.
"""Responses of every kind to every call give a usable value or an SDK error, and never hang.

Right responses must give a value; those that are almost right, wrong, garbage, cut or lost may give an error, and only
one of the SDK's own. `PARETA_FUZZ_EXAMPLES=3000 pytest tests/_sync/test_fuzz.py` tries more, others each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import inf
from random import Random, randrange
from typing import Any

import attrs
import httpx
import pytest

import pareta
from parallel import ParallelError
from pareta import ParetaError
from pareta_core import SDKError
from pareta_core.config import CallOptions
from pareta_core.deadline import Deadline
from pareta_wire.operation import FilePart, Operation, Request
from pareta_wire.operations import OPERATIONS
from tests._sync.calls import PARALLEL, PARALLEL_STREAMS, PARETA, PARETA_STREAMS
from tests._sync.output_types import CLASSES, CONTENT
from tests.odd_responses import OddResponses
from tests.spec_values import LONG
from tests.support import Clients, Events, ScriptedResponse, Wire, respond
from tests.touching import touch, touch_error

# --- what is asked


@attrs.frozen
class Ask:
    """One call: of which API, how it is made. `streams`: it gives a stream, which is then read.

    `given` are values that it looks for in a response, and would hardly find by chance.
    """

    name: str
    api: str
    make: Callable[[Any], Any]
    streams: bool = False
    given: Mapping[str, Any] = {}

    def __str__(self) -> str:
        return self.name


def request_for(operation: Operation[Any, Any]) -> Request[Any, Any]:
    """Return a request as plain data: what is in it does not matter, for nobody reads it."""
    upload = operation.id in ("createEvalSet", "attachBlob")
    return Request(
        operation,
        path=re.sub(r"\{.*?\}", "some-id", operation.path),
        body={} if operation.method == "POST" and not upload else None,
        files={"file": FilePart("a.jsonl", b"{}", "application/jsonl")} if upload else None,
    )


def low_level(operation: Operation[Any, Any]) -> list[Ask]:
    request, found = request_for(operation), list[Ask]()
    if not operation.stream_only:
        found.append(Ask(operation.id, operation.api.name, lambda client: client.wire.send(request)))
    if operation.stream is not None:
        found.append(
            Ask(f"{operation.id}(stream)", operation.api.name, lambda c: c.wire.stream(request), True)
        )
    return found


ROWS = [{"input": "a", "processor": "base"}, {"input": "b", "processor": "base"}]


def execute(output: Any) -> Ask:
    return Ask(
        f"task_run.execute({getattr(output, '__name__', output)})",
        "parallel",
        lambda c: c.task_run.execute(input="a", processor="base", output=output),
        given={"content": "1945" if output == "a year" else CONTENT},
    )


OPERATION_ASKS = [ask for operation in OPERATIONS.values() for ask in low_level(operation)]
CALLS = [
    *(Ask(call.name, "pareta", call.make) for call in PARETA),
    *(Ask(call.name, "pareta", call.make, True) for call in PARETA_STREAMS),
    *(Ask(call.name, "parallel", call.make) for call in PARALLEL),
    *(Ask(call.name, "parallel", call.make, True) for call in PARALLEL_STREAMS),
    Ask("tasks.recommended", "pareta", lambda pa: pa.tasks.recommended("t")),
]
FLOWS = [
    Ask("deploy(wait)", "pareta", lambda pa: pa.endpoints.deploy(task="t", wait=True)),
    Ask("endpoints.wait", "pareta", lambda pa: pa.endpoints.wait("ep_1"), given={"status": "live"}),
    Ask("evals.runs.wait", "pareta", lambda pa: pa.evals.runs.wait("er_1"), given={"status": "completed"}),
    Ask(
        "evals.runs.create(task, items, frontier, wait)",
        "pareta",
        lambda pa: pa.evals.runs.create(task="t", items=ROWS, models=["m"], frontier="all", wait=True),
        given={"status": "completed"},
    ),
    Ask(
        "upload_document(large)",
        "pareta",
        lambda pa: pa.evals.sets.upload_document("es_1", bytes(5 << 20), idx=0, field_name="f"),
        given={"upload_url": "https://storage.test/a?signature=b", "storage_uri": "s3://b/1"},
    ),
    Ask("task_group.add_runs", "parallel", lambda c: c.task_group.add_runs("tgrp_1", inputs=ROWS)),
    *(execute(output) for output in [None, "a year", *CLASSES]),
]

# --- what may come of it


def outcome(ask: Ask, wire: Wire) -> Any:
    """Return what the call gives, or the error of the SDK that it raises; any other exception goes through."""
    client: Any = Clients.pareta(wire) if ask.api == "pareta" else Clients.parallel(wire)
    root: type[SDKError] = ParetaError if ask.api == "pareta" else ParallelError
    try:
        made = ask.make(client)
        if not ask.streams:
            return made
        seen: list[Any] = []
        Events.into(seen, made)
        return seen
    except root as error:
        return error


def used(ask: Ask, responses: OddResponses) -> Any:
    """Use the result of a call in every way."""
    wire = Wire(then=responses)
    try:
        found = outcome(ask, wire)
        if isinstance(found, SDKError):
            touch_error(found)
        else:
            touch(found)
        assert all(body.closed for body in responses.bodies), "a connection was kept"
        assert all(0 <= pause <= 60.0 for pause in wire.clock.sleeps), wire.clock.sleeps
    except Exception as error:
        error.add_note(f"{ask} got the responses: " + "; ".join(responses.sent)[:3000])
        raise
    return found


def tried(ask: Ask, examples: int, *, right: bool = False, most: int = 6) -> list[Any]:
    """Make many calls with a different response each time; the same ones in each run of the suite."""
    seeds = range(examples) if not LONG else (randrange(2**40) for _ in range(LONG))
    return [
        used(ask, OddResponses(Random(f"{ask} {seed}"), right=right, most=most, given=ask.given))
        for seed in seeds
    ]


# A group's events are watched until the group and its last event say the same, and the ids of runs that were added are
# as many as were asked for: no random responses are so.
OF_MORE_THAN_ONE_RESPONSE = {"task_group.events", "task_group.add_runs"}


@pytest.mark.parametrize(
    "ask", [each for each in [*OPERATION_ASKS, *CALLS] if str(each) not in OF_MORE_THAN_ONE_RESPONSE], ids=str
)
def test_a_response_that_fits_the_spec_is_decoded(ask: Ask) -> None:
    for found in tried(ask, 5, right=True, most=30):
        assert not isinstance(found, SDKError), found


@pytest.mark.parametrize("ask", [*OPERATION_ASKS, *CALLS, *FLOWS], ids=str)
def test_any_response_gives_a_value_or_an_sdk_error(ask: Ask) -> None:
    found = tried(ask, 30, most=10 if ask in FLOWS else 6)
    errors = [each for each in found if isinstance(each, SDKError)]
    assert 0 < len(errors) < len(found), "all responses had the same result: nothing was tried"


# --- when it is asked again

# Retry-After as a server may write it: the seconds that it stands for, None where it is nonsense.
NOW = "Mon, 05 Jan 2026 09:00:00 GMT"
ASKED: list[tuple[str | bytes, float | None]] = [
    ("0", 0.0),
    ("3", 3.0),
    ("2.5", 2.5),
    ("60", 60.0),
    ("60.5", 60.5),
    ("86400", 86400.0),
    ("inf", None),
    ("1_0", None),
    ("٣".encode(), None),
    ("9" * 400, inf),
    ("Mon, 05 Jan 2026 09:00:07 GMT", 7.0),
    ("Mon, 05 Jan 2026 11:00:07 +0200", 7.0),
    ("Mon, 05 Jan 2026 08:59:00 GMT", 0.0),
    ("Mon, 05 Jan 2026 10:00:00 GMT", 3600.0),
    ("Fri, 31 Dec 9999 23:59:59 GMT", inf),
    ("", None),
    ("soon", None),
    ("-1", None),
    ("nan", None),
    ("-inf", None),
    ("Mon, 35 Jan 2026 09:00:00 GMT", None),
]
RETRIED = [408, 409, 429, 500, 502, 503, 504, 520, 522, 524, 529]
MOST, CAP = 60.0, 8.0


def scheduled(random: Random) -> None:
    """Make a call that is rejected again and again, under a random policy and deadline."""
    retries, patience = random.randrange(6), random.choice([inf, inf, 1.0, 20.0, 90.0])
    asked: list[float | None] = []

    def refuse(_: httpx.Request) -> ScriptedResponse:
        assert wire.clock.elapsed <= patience, "asked after the deadline"
        text, seconds = random.choice(ASKED)
        asked.append(seconds)
        wire.clock.chance = random.random()
        return respond(
            random.choice(RETRIED), {}, retry_after=text, date=NOW, takes=random.choice([0.0, 3.0])
        )

    wire = Wire(then=refuse)
    client = Clients.pareta(wire, max_retries=retries)
    options = CallOptions(deadline=Deadline.after(patience, wire.clock.monotonic()))
    request = request_for(OPERATIONS[random.choice(["createChatCompletion", "getEndpoint", "startEndpoint"])])
    with pytest.raises(pareta.APIStatusError):
        client.wire.send(request, options)

    pauses = wire.clock.sleeps
    assert len(wire.requests) == len(pauses) + 1 <= retries + 1
    assert len(set(wire.keys)) == 1
    for number, pause in enumerate(pauses):
        wanted = asked[number]
        if wanted is None:
            assert 0 <= pause <= min(CAP, 0.5 * 2**number)
        else:
            assert wanted == pytest.approx(pause)
    last = asked[-1]
    if len(pauses) < retries and (last is None or last <= MOST):
        assert wire.clock.elapsed + (CAP if last is None else last) >= patience, "given up too early"


def test_retries_follow_their_schedule_and_never_come_before_retry_after() -> None:
    for seed in range(LONG or 500):
        try:
            scheduled(Random(seed))
        except AssertionError as error:
            error.add_note(f"seed {seed}")
            raise
