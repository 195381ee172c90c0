"""The fault matrix: make a call under a fault, and classify the outcome.

A cell is one fault on one operation of one call, by one of the two clients. Its outcome:

- survived: the call returned its response, and was billed once;
- refused: it raised one of the SDK's errors, and nothing was billed or the error leads to the work;
- lost: it was billed, and the caller has neither the response nor an error that leads to it;
- twice: it was billed more than once;
- wrong: anything else, such as an exception that is not the SDK's, or another response.
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
from tests.contract.fault_calls import (
    LARGE_FROM,
    LONG_TIMEOUT,
    SHORT_TIMEOUT,
    ApiCall,
    ResourceFactory,
    Resources,
    StreamedServiceError,
)
from tests.contract.fault_list import looks_complete
from tests.contract.fault_time import World
from tests.support import PARALLEL_KEY, PARETA_KEY

Outcome: TypeAlias = Literal["survived", "refused", "lost", "twice", "wrong"]
SIDES = ("sync", "async")
# Seconds: longer than it takes until a delayed bill is due.
_UNTIL_BILLED = 10.0


@attrs.frozen
class Cell:
    """One cell and its outcome."""

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

    def summarize(self, call: ApiCall, client: Any, resources: Resources, **options: Any) -> object:
        value = call.make(client, resources, **options)
        if isinstance(value, Stream):
            with cast("Any", value) as events:
                return call.summarize(list(events))
        return call.summarize(value)

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

    def summarize(self, call: ApiCall, client: Any, resources: Resources, **options: Any) -> object:
        return self._world.do(self._summarize(call, client, resources, options))

    async def _summarize(
        self, call: ApiCall, client: Any, resources: Resources, options: dict[str, Any]
    ) -> object:
        value = await call.make(client, resources, **options)
        if isinstance(value, AsyncStream):
            async with cast("Any", value) as events:
                return call.summarize([event async for event in events])
        return call.summarize(value)

    def close(self) -> None:
        self._world.do(self._http.aclose())


# --- the outcome


@attrs.frozen
class Observation:
    """One call: its response or its error, the faults that were applied, and what was billed."""

    call: ApiCall
    operation: str
    response: object
    error: Exception | None
    applied: tuple[AppliedFault, ...]
    entries: tuple[LedgerEntry, ...]


@attrs.frozen
class Expected:
    """The response and the bill of the same call without a fault."""

    response: object
    bill: Counter[str]


def billed_amounts(entries: tuple[LedgerEntry, ...]) -> Counter[str]:
    """Return the micro-USD billed for each operation."""
    bill: Counter[str] = Counter()
    for entry in entries:
        bill[entry.operation_id] += entry.micro_usd
    return bill


def classify(
    observation: Observation, expected: Expected, recover: Callable[[str], object]
) -> tuple[Outcome, str]:
    """Return the outcome of a call, and why.

    `recover` repeats the call with an idempotency key, without faults, and returns its response or what is wrong.
    """
    bill, error = billed_amounts(observation.entries), observation.error
    if any(amount > expected.bill[name] for name, amount in bill.items()):
        return "twice", f"{dict(bill)} was billed, the price is {dict(expected.bill)}; {describe(error)}"
    if error is None:
        if observation.response != expected.response:
            return "wrong", f"returned {observation.response!r} instead of {expected.response!r}"
        if bill != expected.bill:
            return "wrong", f"returned, and {dict(bill)} was billed instead of {dict(expected.bill)}"
        return "survived", ""
    root = ParetaError if observation.call.api == "pareta" else ParallelError
    if isinstance(error, StreamedServiceError | DeployError):
        return "refused", describe(error)
    if not isinstance(error, root):
        return "wrong", f"not an error of the SDK: {describe(error)}"
    if problem := request_id_problem(error, observation):
        return "wrong", f"{problem}: {describe(error)}"
    if not bill:
        return "refused", describe(error)
    problem = missing_information(error, observation, expected, recover)
    return ("lost", f"{problem}: {describe(error)}") if problem else ("refused", describe(error))


def describe(error: Exception | None) -> str:
    return "returned" if error is None else f"{type(error).__name__}: {str(error)[:150]}"


def request_id_problem(error: SDKError, observation: Observation) -> str | None:
    """Return what is wrong with the error's request id, or None."""
    if observation.operation == "putSignedUpload":
        return None  # a storage host's ids are not the API's
    response = error.response if isinstance(error, APIStatusError | APIResponseError) else None
    given = response.headers.get("x-request-id") if response is not None else None
    if given != error.request_id and response is not None:
        return f"request id {given!r} was given, the error has {error.request_id!r}"
    fault, named = observation.applied[-1].fault, [applied.request_id for applied in observation.applied]
    is_its = isinstance(error, APIStatusError) and error.status_code == fault.status
    if is_its and fault.garbage != "html" and error.request_id not in named:
        return f"the error's request id {error.request_id!r} is none of {named}"
    return None


def missing_information(
    error: SDKError, observation: Observation, expected: Expected, recover: Callable[[str], object]
) -> str | None:
    """Return what the error of a billed call does not say, or None if it leads to the work."""
    if getattr(error.partial, "run_id", None) or getattr(error.partial, "id", None):
        return None  # the work that continues
    if isinstance(error, WaitTimeoutError) and error.id:
        return None
    key = error.idempotency_key
    if key is None:
        return "billed, and no key in the error"
    if key not in {entry.key for entry in observation.entries}:
        return f"billed, and the error has another key ({key})"
    if observation.call.api == "parallel":
        # The Task API does not promise to honor the key, so the error itself must say that there may be work.
        return (
            None
            if isinstance(error, OutcomeUnknownError)
            else "billed, and the error does not say that it may be"
        )
    response = recover(key)
    return (
        None if response == expected.response else f"billed, and repeated with the error's key: {response!r}"
    )


# --- the matrix


class Matrix:
    """Creates harnesses with the clients of both sides, in one virtual time."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sides: dict[str, SyncSide | AsyncSide] = {"sync": SyncSide(world), "async": AsyncSide(world)}
        self._expected: dict[tuple[str, str], Expected] = {}

    def close(self) -> None:
        for side in self._sides.values():
            side.close()

    def harness(self, side: str, *, task_idempotency: bool = True) -> Harness:
        box = self._world.sandbox(task_idempotency=task_idempotency)
        return Harness(self._world, box, side, self._sides, self._expected)


class Harness:
    """A sandbox with resources, and the clients of one side."""

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
        self._factory = ResourceFactory(box, plain["pareta"], plain["parallel"])
        self._resources = self._factory.resources()
        self._expected = expected
        world.pass_time(_UNTIL_BILLED)

    def row(self, fault: Fault, calls: Iterable[ApiCall], times: int | None = 1) -> list[Cell]:
        """Return the cells of one fault on each operation of each call, where it can be applied."""
        cells = [
            self.cell(call, operation, fault, times)
            for call in calls
            if call.streams or not fault.for_streams
            if not (call.no_end_marker and looks_complete(fault))
            for operation in call.operations
        ]
        return [cell for cell in cells if cell is not None]

    def cell(self, call: ApiCall, operation: str, fault: Fault, times: int | None = 1) -> Cell | None:
        """Return the cell, or None if the fault was not applied: a body can end before its position."""
        rule = FaultRule(operation=operation, fault=fault, times=times)
        observation, outcome, why = self.under(call, [rule])
        if not observation.applied:
            return None
        return Cell(
            f"{call.name} [{operation}], {self._name}, {'once' if times else 'for ever'}", outcome, why
        )

    def under(self, call: ApiCall, rules: Iterable[FaultRule]) -> tuple[Observation, Outcome, str]:
        """Make the call under these rules, and return the observation, the outcome and why."""
        expected, rules = self.expected(call), tuple(rules)
        is_endless = any(rule.times is None and rule.seconds is None for rule in rules)
        resources = self._fresh(call, SHORT_TIMEOUT if is_endless else LONG_TIMEOUT)
        self.box.play(Scenario("rules", "", rules))
        observation = self._observe(call, rules[0].operation, resources)

        def recover(key: str) -> object:
            before = billed_amounts(self.box.ledger.entries)
            repeated = self._observe(call, "", resources, idempotency_key=key)
            if repeated.error is not None:
                return describe(repeated.error)
            return (
                f"billed again: {billed_amounts(self.box.ledger.entries) - before}"
                if repeated.entries
                else repeated.response
            )

        if not observation.applied:
            return observation, "wrong", "no fault was applied"
        outcome, why = classify(observation, expected, recover)
        return observation, outcome, why

    def expected(self, call: ApiCall) -> Expected:
        """Return what the call returns and costs without a fault."""
        known = self._expected.get((self._name, call.name))
        if known is None:
            observation = self._observe(call, "", self._fresh(call))
            if observation.error is not None:
                raise observation.error
            known = self._expected[self._name, call.name] = Expected(
                observation.response, billed_amounts(observation.entries)
            )
        return known

    def _fresh(self, call: ApiCall, timeout: float = LONG_TIMEOUT) -> Resources:
        fresh = call.fresh(self._factory) if call.fresh else ""
        return evolve(self._resources, fresh=fresh, timeout=timeout)

    def _observe(self, call: ApiCall, operation: str, resources: Resources, **options: Any) -> Observation:
        """Make the call under the current faults, clear them, and wait until everything is billed."""
        box, response, error = self.box, None, None
        entries, applied = len(box.ledger.entries), len(box.faults_applied)
        try:
            response = self._side.summarize(call, self._clients[call.api], resources, **options)
        except Exception as raised:  # noqa: BLE001  (which errors are raised is what is tested)
            error = raised
        box.clear_faults()
        self._world.pass_time(_UNTIL_BILLED)
        return Observation(
            call, operation, response, error, box.faults_applied[applied:], box.ledger.entries[entries:]
        )


@contextmanager
def matrix() -> Generator[Matrix]:
    """Yield a matrix. Documents count as large from a kilobyte on, so that no cell has to send five megabytes."""
    with World() as world, ExitStack() as stack:
        for side in ("_async", "_sync"):
            stack.enter_context(
                patch(f"pareta.{side}.eval_sets.CREATE_BLOB_UPLOAD_URL_MIN_BYTES", LARGE_FROM)
            )
        found = Matrix(world)
        stack.callback(found.close)
        yield found
