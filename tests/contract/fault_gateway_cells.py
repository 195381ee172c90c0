"""Cells of the fault matrix behind the gateway: with connections of our own and a user's client, sync and async."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from operator import attrgetter
from typing import Any, cast

import attrs
import httpx

from parallel import AsyncParallel, Parallel
from pareta import AsyncPareta, Pareta
from pareta_core._async.stream import AsyncStream
from pareta_core._sync.stream import Stream
from tests.contract.fault_calls import LONG_TIMEOUT, SHORT_TIMEOUT, ApiCall, Resources
from tests.contract.fault_cells import (
    Cell,
    Expected,
    Harness,
    Observation,
    Outcome,
    SyncSide,
    billed_amounts,
    classify,
    describe,
)
from tests.contract.fault_facades import CALLS
from tests.contract.fault_gateway import Exchange, Gateway, GatewayFault, GatewayRule
from tests.contract.fault_gateway_list import (
    AFTER_TIMEOUT,
    ENDLESS,
    GATEWAY_KINDS,
    HEADS,
    HTTP2,
    LATE,
    TWO_HEADS,
)
from tests.contract.fault_time import World
from tests.support import PARALLEL_KEY, PARETA_KEY

BEHIND_GATEWAY = [
    call
    for call in CALLS
    if call.name
    in {
        "chat.completions.create",
        "chat.completions.create(stream=True)",
        "endpoints.deploy(wait=True)",
        "endpoints.wait",
        "evals.runs.create",
        "task_run.create",
        "task_run.execute",
        "task_run.events",
        "task_group.add_runs",
        "task_group.events",
    }
]
WAITING = [call for call in CALLS if call.name == "evals.runs.create(wait=True)"]
# Their operations that start nothing and end no wait are tried by the other kinds.
_SKIPPED = frozenset({"listFrontierModels", "createEvalSet"})
_KINDS: dict[tuple[str, str], Any] = {
    ("sync", "pareta"): Pareta,
    ("sync", "parallel"): Parallel,
    ("async", "pareta"): AsyncPareta,
    ("async", "parallel"): AsyncParallel,
}
KEYS = {"pareta": PARETA_KEY, "parallel": PARALLEL_KEY}


@attrs.frozen
class Raised:
    """An exception that an interrupted coroutine raised."""

    error: BaseException


class SyncGatewaySide:
    """Makes calls with the sync clients; Ctrl-C interrupts them."""

    def __init__(self, world: World, http: httpx.Client | None) -> None:
        self._world = world
        self._settings: dict[str, Any] = {} if http is None else {"http_client": http}
        self._made: list[Any] = [] if http is None else [http]
        self.seen: list[Any] = []

    def client(self, api: str, url: str) -> Any:
        client = _KINDS["sync", api](api_key=KEYS[api], base_url=url, **self._settings)
        client.wire.clock = self._world.clock()
        self._made.append(client)
        return client

    def summarize(self, call: ApiCall, client: Any, resources: Resources, **options: Any) -> object:
        self.seen = []
        value = call.make(client, resources, **options)
        if isinstance(value, Stream):
            with cast("Any", value) as events:
                for event in events:
                    self.seen.append(event)
            return call.summarize(self.seen)
        return call.summarize(value)

    def interrupt(self) -> None:
        self._world.interrupt()

    def close(self) -> None:
        for each in self._made:
            each.close()


class AsyncGatewaySide:
    """Makes calls with the async clients; a cancellation interrupts them, or a timeout of asyncio."""

    def __init__(self, world: World, http: httpx.AsyncClient | None, *, by_timeout: bool = False) -> None:
        self._world = world
        self._settings: dict[str, Any] = {} if http is None else {"http_client": http}
        self._http = http
        self._made: list[Any] = []
        self._by_timeout = by_timeout
        self._task: asyncio.Task[Any] | None = None
        self._scope: asyncio.Timeout | None = None
        self.seen: list[Any] = []

    def client(self, api: str, url: str) -> Any:
        client = _KINDS["async", api](api_key=KEYS[api], base_url=url, **self._settings)
        client.wire.clock = clock = self._world.async_clock()
        clock.interrupt = self.interrupt
        self._made.append(client)
        return client

    def summarize(self, call: ApiCall, client: Any, resources: Resources, **options: Any) -> object:
        found = self._world.do(self._guarded(call, client, resources, options))
        if isinstance(found, Raised):
            raise found.error
        return found

    async def _guarded(
        self, call: ApiCall, client: Any, resources: Resources, options: dict[str, Any]
    ) -> object:
        self.seen, self._task = [], asyncio.current_task()
        try:
            async with asyncio.timeout(None) as self._scope:
                return await self._summarize(call, client, resources, options)
        except (asyncio.CancelledError, TimeoutError) as error:
            return Raised(error)  # (a future would copy it, without its notes and its cause)
        finally:
            self._task = self._scope = None

    async def _summarize(
        self, call: ApiCall, client: Any, resources: Resources, options: dict[str, Any]
    ) -> object:
        value = await call.make(client, resources, **options)
        if isinstance(value, AsyncStream):
            async with cast("Any", value) as events:
                async for event in events:
                    self.seen.append(event)
            return call.summarize(self.seen)
        return call.summarize(value)

    def interrupt(self) -> None:
        if self._by_timeout and self._scope is not None:
            self._scope.reschedule(asyncio.get_running_loop().time())
        elif self._task is not None:
            self._task.cancel()

    def close(self) -> None:
        for each in self._made:
            self._world.do(each.aclose())
        if self._http is not None:
            self._world.do(self._http.aclose())


class GatewayHarness(Harness):
    """A sandbox with resources behind a gateway, and the clients of one side."""

    def __init__(self, world: World, side: str, *, task_idempotency: bool = True) -> None:
        box = world.sandbox(task_idempotency=task_idempotency)
        made = {side: _SIDES[side](world), "sync": SyncSide(world)}
        super().__init__(world, box, side, cast("Any", made), {})
        self._made = made
        self.gateway = Gateway(world, box.url)
        self._fronted = {api: made[side].client(api, self.gateway.url) for api in KEYS}
        self._plain = {api: made["sync"].client(api, box.url) for api in KEYS}
        self._clients = self._fronted

    def close(self) -> None:
        self.gateway.close()
        for side in self._made.values():
            side.close()

    def gateway_row(
        self, faults: dict[str, GatewayFault], calls: Iterable[ApiCall], times: int | None = 1
    ) -> list[Cell]:
        """Return the cells of each fault on each operation of each call, where it can be applied."""
        cells: list[Cell] = []
        for name, fault in faults.items():
            if not self._can_meet(name):
                continue
            for call in calls:
                if call.no_end_marker and name == TWO_HEADS:
                    continue  # an empty stream looks complete
                for operation in call.operations:
                    if operation not in _SKIPPED:
                        cells += self.gateway_cell(call, operation, name, fault, times)
        return cells

    def _can_meet(self, name: str) -> bool:
        # The timeout of a user's client limits each wait only.
        return not ("http_client" in self._name and name.startswith(ENDLESS))

    def gateway_cell(
        self, call: ApiCall, operation: str, name: str, fault: GatewayFault, times: int | None
    ) -> list[Cell]:
        """Return the cell, or nothing if the fault was not applied."""
        expected = self.expected(call)
        self.gateway.disconnect_all()
        resources = self._fresh(call, LONG_TIMEOUT if times else SHORT_TIMEOUT)
        self.gateway.rule = GatewayRule(operation, fault, times)
        observation = self._observe(call, operation, resources)
        if not observation.applied:
            return []

        def recover(key: str) -> object:
            repeated = self._observe(call, "", resources, idempotency_key=key)
            if repeated.error is not None:
                return describe(repeated.error)
            return "billed again" if repeated.entries else repeated.response

        outcome, why = self._judge(observation, expected, recover)
        where = f"{name}: {call.name} [{operation}], {self._name}, {'once' if times else 'for ever'}"
        return [Cell(where, outcome, why)]

    def _judge(
        self, observation: Observation, expected: Expected, recover: Callable[[str], object]
    ) -> tuple[Outcome, str]:
        return classify(observation, expected, recover)

    def _observe(self, call: ApiCall, operation: str, resources: Resources, **options: Any) -> Observation:
        box, gateway, response, error = self.box, getattr(self, "gateway", None), None, None
        entries, applied = len(box.ledger.entries), len(gateway.applied) if gateway else 0
        side = self._side
        try:
            response = side.summarize(call, self._clients[call.api], resources, **options)
        except (Exception, KeyboardInterrupt, asyncio.CancelledError) as raised:  # noqa: BLE001  (it is judged)
            error = raised
        self._world.forget_interruption()
        assert gateway is not None
        gateway.rule = None
        gateway.settle()
        self._world.pass_time(10.0)
        return Observation(
            call,
            operation,
            response,
            cast("Any", error),
            tuple(gateway.applied[applied:]),
            box.ledger.entries[entries:],
        )


# --- interruptions

_CONTINUE = re.compile(r"((?:task_run|endpoints|evals)(?:\.\w+)+)\('([^']+)'\)")
_KEY = re.compile(r"idempotency_key='([^']+)'")


class InterruptionHarness(GatewayHarness):
    """Interrupts calls at each moment of each of their requests, and follows the note of what they raise."""

    def faults(self) -> dict[str, GatewayFault]:
        """Return the interruptions as faults."""
        side = cast("Any", self._side)

        async def interrupt(_: Exchange) -> None:
            side.interrupt()
            await asyncio.sleep(30.0)

        async def refuse(exchange: Exchange) -> None:
            self._world.interrupts_pause = True
            await exchange.send_head(503, [(b"content-type", b"application/json")])
            await exchange.end()

        return {
            "before it is accepted": GatewayFault("before", interrupt),
            "after it is accepted": GatewayFault("accepted", interrupt),
            "after the head": GatewayFault("head", interrupt),
            "in the body": GatewayFault("body", interrupt),
            "in the pause before the next attempt": GatewayFault("before", refuse),
        }

    def _judge(
        self, observation: Observation, expected: Expected, recover: Callable[[str], object]
    ) -> tuple[Outcome, str]:
        error: BaseException | None = observation.error
        bill = billed_amounts(observation.entries)
        if any(amount > expected.bill[name] for name, amount in bill.items()):
            return "twice", f"{dict(bill)} was billed"
        if error is None:
            return "wrong", "the interruption was swallowed"
        if not isinstance(error, KeyboardInterrupt | asyncio.CancelledError | TimeoutError):
            return "wrong", f"not the interruption: {describe(cast('Any', error))}"
        if not bill or cast("Any", self._side).seen:
            return "refused", ""  # nothing was billed, or the program has what arrived
        # (asyncio makes the TimeoutError; the traceback shows its cause, with the note.)
        noted = error.__cause__ if isinstance(error, TimeoutError) else error
        notes: list[str] = getattr(noted, "__notes__", [])
        problem = self._follow(notes, observation, expected, recover)
        return ("lost", f"{problem}: {notes}") if problem else ("refused", "")

    def _follow(
        self,
        notes: list[str],
        observation: Observation,
        expected: Expected,
        recover: Callable[[str], object],
    ) -> str | None:
        """Do what a note says, and return what is wrong with it."""
        client, api = self._plain[observation.call.api], observation.call.api
        before = len(self.box.ledger.entries)
        for found in filter(None, map(_CONTINUE.search, notes)):
            try:
                attrgetter(found[1])(client)(found[2], timeout=LONG_TIMEOUT)
            except Exception as error:  # noqa: BLE001  (whatever it is, the note does not lead to the work)
                return f"{found[0]}: {describe(error)}"
            return "billed again" if len(self.box.ledger.entries) > before else None
        for found in filter(None, map(_KEY.search, notes)):
            adds = observation.call.name == "task_group.add_runs"
            if not adds and found[1] not in {entry.key for entry in observation.entries}:
                return "another key"
            response = recover(found[1]) if adds or api == "pareta" else expected.response
            return None if response == expected.response else f"repeated: {response!r}"
        return "no note leads to the work"


_SIDES: dict[str, Callable[[World], Any]] = {
    "sync, own": lambda world: SyncGatewaySide(world, None),
    "async, own": lambda world: AsyncGatewaySide(world, None),
    "sync, http_client": lambda world: SyncGatewaySide(world, world.users_http_client(http2=False)),
    "async, http_client": lambda world: AsyncGatewaySide(world, world.users_async_http_client(http2=False)),
    "sync, HTTP/2": lambda world: SyncGatewaySide(world, world.users_http_client(http2=True)),
    "async, HTTP/2": lambda world: AsyncGatewaySide(world, world.users_async_http_client(http2=True)),
    "async, own, timeout": lambda world: AsyncGatewaySide(world, None, by_timeout=True),
    "async, http_client, timeout": lambda world: AsyncGatewaySide(
        world, world.users_async_http_client(http2=False), by_timeout=True
    ),
}
_HTTP1_SIDES = ("sync, own", "async, own", "sync, http_client", "async, http_client")
_INTERRUPTED_SIDES = (*_HTTP1_SIDES, "async, own, timeout", "async, http_client, timeout")
INTERRUPTED = "the caller is interrupted"
LATE_WITHOUT_KEYS = "accepted after the timeout, by a Task API that ignores keys"
ALL_GATEWAY_KINDS = (*GATEWAY_KINDS, LATE_WITHOUT_KEYS, INTERRUPTED)
_TASK_PAID = [
    call
    for call in BEHIND_GATEWAY
    if call.name in ("task_run.create", "task_run.execute", "task_group.add_runs")
]


def gateway_cells(world: World, kind: str) -> list[Cell]:
    """Return all cells of one kind of fault behind the gateway."""
    cells: list[Cell] = []
    if kind == INTERRUPTED:
        for side in _INTERRUPTED_SIDES:
            with _closing(InterruptionHarness(world, side)) as harness:
                cells += harness.gateway_row(harness.faults(), [*BEHIND_GATEWAY, *WAITING])
        return cells
    if kind == LATE_WITHOUT_KEYS:
        # (Work that is accepted after its connection was lost can be started twice then: docs/reliability.md.)
        late = {AFTER_TIMEOUT: GATEWAY_KINDS[LATE][AFTER_TIMEOUT]}
        for side in _HTTP1_SIDES:
            with _closing(GatewayHarness(world, side, task_idempotency=False)) as harness:
                cells += harness.gateway_row(late, _TASK_PAID)
        return cells
    faults = dict(GATEWAY_KINDS[kind])
    sides = ("sync, HTTP/2", "async, HTTP/2") if kind == HTTP2 else _HTTP1_SIDES
    for n, side in enumerate(sides):
        with _closing(GatewayHarness(world, side)) as harness:
            # The faults of the head are many: what the one half of the sides meets before a request is accepted, the
            # other half meets after it. A fault without end meets one side, in turn.
            once = {
                name: fault
                for i, (name, fault) in enumerate(faults.items())
                if kind != HEADS or (i + n // 2 + n) % 2
            }
            endless = {name: fault for i, (name, fault) in enumerate(faults.items()) if i % 4 == n}
            cells += harness.gateway_row(once, BEHIND_GATEWAY)
            cells += harness.gateway_row(endless, BEHIND_GATEWAY, times=None)
    return cells


@contextmanager
def _closing(harness: GatewayHarness) -> Generator[Any]:
    try:
        yield harness
    finally:
        harness.close()


@contextmanager
def gateway_world() -> Generator[World]:
    """Yield a world for the cells behind the gateway, in which connections of our own live by its time too."""
    with World() as world, world.own_connections():
        yield world
