"""The matrix itself: what becomes of a call under a fault, and the verdict on it. No tests here.

A cell is one fault on one operation of one call, by one of the two clients. What it comes to:

- survived: the call gave its answer, and was billed for it once;
- refused: it raised one of the SDK's errors, and either nothing was billed, or the error says what is known;
- lost: it was billed, and the caller has neither the answer nor an error that leads to it;
- twice: it was billed more than once;
- wrong: anything else that must not be, such as a foreign exception or another answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, Literal, TypeAlias, cast
from unittest.mock import patch

import attrs
from attrs import evolve

from parallel import AsyncParallel, OutcomeUnknownError, Parallel, ParallelError
from pareta import AsyncPareta, DeployError, Pareta, ParetaError
from pareta_core._async.stream import AsyncStream
from pareta_core._sync.stream import Stream
from pareta_core.errors import APIResponseError, APIStatusError, SDKError, WaitTimeoutError
from pareta_sandbox import AppliedFault, Fault, FaultRule, Sandbox
from pareta_sandbox.scenarios import Scenario
from pareta_sandbox.state.ledger import LedgerEntry
from tests.contract.fault_list import ends_in_good_order
from tests.contract.fault_things import LARGE_FROM, LITTLE_PATIENCE, PATIENCE, Call, Hands, Things, Told
from tests.contract.fault_time import World
from tests.support import PARALLEL_KEY, PARETA_KEY

Outcome: TypeAlias = Literal["survived", "refused", "lost", "twice", "wrong"]
SIDES = ("sync", "async")
# Longer than anything that is billed later takes until then.
_UNTIL_BILLED = 10.0


@attrs.frozen
class Cell:
    """One cell and what became of it."""

    where: str
    outcome: Outcome
    why: str = ""

    def __str__(self) -> str:
        return f"{self.outcome}: {self.where}: {self.why}"


# --- the two clients


class SyncSide:
    """Makes calls with the sync clients."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._http = world.http_client()

    def client(self, api: str, url: str) -> Any:
        kind, key = (Pareta, PARETA_KEY) if api == "pareta" else (Parallel, PARALLEL_KEY)
        client: Any = kind(api_key=key, base_url=url, http_client=self._http)
        client.wire.clock = self._world.clock()
        return client

    def digest(self, call: Call, client: Any, things: Things, **options: Any) -> object:
        value = call.make(client, things, **options)
        if isinstance(value, Stream):
            with cast("Any", value) as events:
                return call.digest(list(events))
        return call.digest(value)

    def close(self) -> None:
        self._http.close()


class AsyncSide:
    """As `SyncSide`, with the async clients."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._http = world.async_http_client()

    def client(self, api: str, url: str) -> Any:
        kind, key = (AsyncPareta, PARETA_KEY) if api == "pareta" else (AsyncParallel, PARALLEL_KEY)
        client: Any = kind(api_key=key, base_url=url, http_client=self._http)
        client.wire.clock = self._world.async_clock()
        return client

    def digest(self, call: Call, client: Any, things: Things, **options: Any) -> object:
        return self._world.do(self._digest(call, client, things, options))

    async def _digest(self, call: Call, client: Any, things: Things, options: dict[str, Any]) -> object:
        value = await call.make(client, things, **options)
        if isinstance(value, AsyncStream):
            async with cast("Any", value) as events:
                return call.digest([event async for event in events])
        return call.digest(value)

    def close(self) -> None:
        self._world.do(self._http.aclose())


# --- the verdict


@attrs.frozen
class Seen:
    """What was seen of one call: its answer or its error, the faults that struck, what was billed meanwhile."""

    call: Call
    operation: str
    answer: object
    error: Exception | None
    struck: tuple[AppliedFault, ...]
    entries: tuple[LedgerEntry, ...]


@attrs.frozen
class Expected:
    """The same call without a fault."""

    answer: object
    bill: Counter[str]


def money(entries: tuple[LedgerEntry, ...]) -> Counter[str]:
    """Micro-USD by operation."""
    bill: Counter[str] = Counter()
    for entry in entries:
        bill[entry.operation_id] += entry.micro_usd
    return bill


def verdict(seen: Seen, expected: Expected, recovers: Callable[[str], object]) -> tuple[Outcome, str]:
    """`recovers` makes the call once more with this key, on a good line, and gives its answer or what is wrong."""
    bill, error = money(seen.entries), seen.error
    if any(amount > expected.bill[name] for name, amount in bill.items()):
        return "twice", f"{dict(bill)} was billed, the price is {dict(expected.bill)}; {shown(error)}"
    if error is None:
        if seen.answer != expected.answer:
            return "wrong", f"answered {seen.answer!r} instead of {expected.answer!r}"
        if bill != expected.bill:
            return "wrong", f"answered, and {dict(bill)} was billed instead of {dict(expected.bill)}"
        return "survived", ""
    root = ParetaError if seen.call.api == "pareta" else ParallelError
    if isinstance(error, Told | DeployError):
        return "refused", shown(error)
    if not isinstance(error, root):
        return "wrong", f"no error of the SDK's own: {shown(error)}"
    if problem := request_id_problem(error, seen):
        return "wrong", f"{problem}: {shown(error)}"
    if not bill:
        return "refused", shown(error)
    problem = silence_about(error, seen, expected, recovers)
    return ("lost", f"{problem}: {shown(error)}") if problem else ("refused", shown(error))


def shown(error: Exception | None) -> str:
    return "answered" if error is None else f"{type(error).__name__}: {str(error)[:150]}"


def request_id_problem(error: SDKError, seen: Seen) -> str | None:
    """Whether the error names a request where the service named one."""
    if seen.operation == "putSignedUpload":
        return None  # a storage host's ids are not the API's
    response = error.response if isinstance(error, APIStatusError | APIResponseError) else None
    given = response.headers.get("x-request-id") if response is not None else None
    if given != error.request_id and response is not None:
        return f"request id {given!r} was given, the error has {error.request_id!r}"
    fault, named = seen.struck[-1].fault, [applied.request_id for applied in seen.struck]
    is_its = isinstance(error, APIStatusError) and error.status_code == fault.status
    if is_its and fault.garbage != "html" and error.request_id not in named:
        return f"the error's request id {error.request_id!r} is none of {named}"
    return None


def silence_about(
    error: SDKError, seen: Seen, expected: Expected, recovers: Callable[[str], object]
) -> str | None:
    """What the error of a call that was billed leaves unsaid; None where it leads to the work."""
    if getattr(error.partial, "run_id", None) or getattr(error.partial, "id", None):
        return None  # the work that goes on
    if isinstance(error, WaitTimeoutError) and error.id:
        return None
    key = error.idempotency_key
    if key is None:
        return "billed, and no key in the error"
    if key not in {entry.key for entry in seen.entries}:
        return f"billed, and the error has another key ({key})"
    if seen.call.api == "parallel":
        # Nobody promised that the key leads there, so the error itself must say that there may be work.
        return (
            None
            if isinstance(error, OutcomeUnknownError)
            else "billed, and the error does not say that it may be"
        )
    answer = recovers(key)
    return None if answer == expected.answer else f"billed, and asked again with the error's key: {answer!r}"


# --- the matrix


class Matrix:
    """A world with clients of both sides, which gives fresh benches in it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sides: dict[str, SyncSide | AsyncSide] = {"sync": SyncSide(world), "async": AsyncSide(world)}
        self._expected: dict[tuple[str, str], Expected] = {}

    def close(self) -> None:
        for side in self._sides.values():
            side.close()

    def bench(self, side: str, *, task_idempotency: bool = True) -> Bench:
        box = self._world.sandbox(task_idempotency=task_idempotency)
        return Bench(self._world, box, side, self._sides, self._expected)


class Bench:
    """A sandbox with things in it, and the clients of one side on it."""

    def __init__(
        self,
        world: World,
        box: Sandbox,
        side: str,
        sides: Mapping[str, SyncSide | AsyncSide],
        expected: dict[tuple[str, str], Expected],
    ) -> None:
        self._world = world
        self.box = box
        self._name = side
        self._side = sides[side]
        self._clients = {api: self._side.client(api, box.url) for api in ("pareta", "parallel")}
        plain = {api: sides["sync"].client(api, box.url) for api in ("pareta", "parallel")}
        self._hands = Hands(box, plain["pareta"], plain["parallel"])
        self._things = self._hands.things()
        self._expected = expected
        world.pass_time(_UNTIL_BILLED)

    def row(self, fault: Fault, calls: Iterable[Call], times: int | None = 1) -> list[Cell]:
        """What becomes of each call with the fault on each of its operations in turn; nothing where it has no place."""
        cells = [
            self.cell(call, operation, fault, times)
            for call in calls
            if call.streams or not fault.for_streams
            if not (call.no_end_marker and ends_in_good_order(fault))
            for operation in call.operations
        ]
        return [cell for cell in cells if cell is not None]

    def cell(self, call: Call, operation: str, fault: Fault, times: int | None = 1) -> Cell | None:
        """None where the fault did not strike: a body can be too short for its place."""
        rule = FaultRule(operation=operation, fault=fault, times=times)
        seen, outcome, why = self.under(call, [rule])
        if not seen.struck:
            return None
        return Cell(
            f"{call.name} [{operation}], {self._name}, {'once' if times else 'for ever'}", outcome, why
        )

    def under(self, call: Call, rules: Iterable[FaultRule]) -> tuple[Seen, Outcome, str]:
        """Makes the call under these rules, and gives what was seen with the verdict on it."""
        expected, rules = self.expected(call), tuple(rules)
        lasting = any(rule.times is None and rule.seconds is None for rule in rules)
        things = self._fresh(call, LITTLE_PATIENCE if lasting else PATIENCE)
        self.box.play(Scenario("rules", "", rules))
        seen = self._see(call, rules[0].operation, things)

        def recovers(key: str) -> object:
            before = money(self.box.ledger.entries)
            again = self._see(call, "", things, idempotency_key=key)
            if again.error is not None:
                return shown(again.error)
            return (
                f"billed again: {money(self.box.ledger.entries) - before}" if again.entries else again.answer
            )

        if not seen.struck:
            return seen, "wrong", "no fault struck"
        outcome, why = verdict(seen, expected, recovers)
        return seen, outcome, why

    def expected(self, call: Call) -> Expected:
        """What the call gives and costs on a good line."""
        known = self._expected.get((self._name, call.name))
        if known is None:
            seen = self._see(call, "", self._fresh(call))
            if seen.error is not None:
                raise seen.error
            known = self._expected[self._name, call.name] = Expected(seen.answer, money(seen.entries))
        return known

    def _fresh(self, call: Call, patience: float = PATIENCE) -> Things:
        fresh = call.fresh(self._hands) if call.fresh else ""
        return evolve(self._things, fresh=fresh, patience=patience)

    def _see(self, call: Call, operation: str, things: Things, **options: Any) -> Seen:
        """Makes the call under the faults that there are, which are over then, and waits until all is billed."""
        box, answer, error = self.box, None, None
        entries, struck = len(box.ledger.entries), len(box.faults_applied)
        try:
            answer = self._side.digest(call, self._clients[call.api], things, **options)
        except Exception as raised:  # noqa: BLE001  (what may come out is what is tested)
            error = raised
        box.clear_faults()
        self._world.pass_time(_UNTIL_BILLED)
        return Seen(call, operation, answer, error, box.faults_applied[struck:], box.ledger.entries[entries:])


@contextmanager
def matrix() -> Generator[Matrix]:
    """A matrix in a world of its own. Documents count as large from a kilobyte on, lest each cell send five million."""
    with World() as world, ExitStack() as stack:
        for side in ("_async", "_sync"):
            stack.enter_context(patch(f"pareta.{side}.eval_sets.DIRECT_UPLOAD_LIMIT", LARGE_FROM))
        found = Matrix(world)
        stack.callback(found.close)
        yield found
