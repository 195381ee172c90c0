"""Every fault on every operation, in both clients: nothing is lost, and nothing is billed twice.

Each cell runs against the sandbox, over real sockets, in virtual time (fault_time.py). The sandbox's ledger decides the
outcome (fault_cells.py). Which cells there are is in fault_figures.py; docs/reliability.md shows the figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from parallel import InternalServerError, OutcomeUnknownError, ParallelError
from pareta import ParetaError
from pareta_sandbox import AppliedFault, Fault, FaultRule
from pareta_sandbox.scenarios import SCENARIOS
from pareta_sandbox.state.ledger import LedgerEntry
from pareta_wire import TaskRun
from pareta_wire.operations import OPERATIONS
from tests.contract import test_facades_mirror as mirror
from tests.contract.fault_calls import ApiCall, shape
from tests.contract.fault_cells import SIDES, Cell, Expected, Matrix, Observation, classify, matrix
from tests.contract.fault_facades import CALLS
from tests.contract.fault_figures import ALL_KINDS, PAGE, SANDBOX_KINDS, cells_of, table_row
from tests.contract.fault_gateway_cells import ALL_GATEWAY_KINDS, gateway_cells, gateway_world
from tests.contract.fault_list import EXAMPLES, KINDS, MORE

BY_NAME = {call.name: call for call in CALLS}


@pytest.fixture(scope="module")
def found() -> Iterator[Matrix]:
    with matrix() as made:
        yield made


# --- the matrix


@pytest.mark.parametrize("kind", SANDBOX_KINDS)
def test_no_fault_loses_work_or_bills_it_twice(found: Matrix, kind: str) -> None:
    check(kind, cells_of(found, kind))


@pytest.mark.parametrize("kind", ALL_GATEWAY_KINDS)
def test_no_fault_of_a_connection_or_interruption_loses_work_or_bills_it_twice(kind: str) -> None:
    with gateway_world() as world:
        check(kind, gateway_cells(world, kind))


def check(kind: str, cells: list[Cell]) -> None:
    bad = [str(cell) for cell in cells if cell.outcome not in ("survived", "refused")]
    assert not bad, f"{len(bad)} of {len(cells)} cells:\n" + "\n".join(bad)
    figures = table_row(kind, Counter[str](cell.outcome for cell in cells))
    assert figures in table(), (
        f"not in docs/reliability.md: {figures}; python -m tests.contract.fault_figures --write"
    )


def table() -> list[str]:
    return [row for row in PAGE.read_text(encoding="utf-8").splitlines() if row.startswith("|")]


def test_the_figures_of_the_page_add_up() -> None:
    rows = [
        [int(number.replace(",", "")) for number in re.findall(r"(?<=\| )[\d,]+(?= \|)", row)]
        for row in table()
        if row.startswith(tuple(f"| {kind} |" for kind in (*ALL_KINDS, "**all**")))
    ]
    assert len(rows) == len(ALL_KINDS) + 1
    assert [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]
    for tried, survived, refused, lost, twice in rows:
        assert (survived + refused, lost, twice) == (tried, 0, 0)


def test_every_operation_and_every_method_is_tried() -> None:
    assert {f"wire.{name}" for name in OPERATIONS} <= BY_NAME.keys()
    assert set(OPERATIONS) <= {name for call in CALLS if "wire." not in call.name for name in call.operations}
    tried = {call.name.partition("(")[0] for call in CALLS}
    methods = {name for names in mirror.PROMISED.values() for name in names}
    assert methods - {"endpoints.metrics"} <= tried
    assert "endpoints.metrics.cost" in tried


def test_every_example_is_of_one_kind() -> None:
    assert Counter(name for names in KINDS.values() for name in names) == Counter(list(EXAMPLES))
    assert not MORE.keys() & EXAMPLES.keys()


# --- the outcome

PAID = Counter(createTaskRun=5)
BILLED = LedgerEntry("createTaskRun", 5, 1, "key", "req_1", "acct")


@pytest.mark.parametrize(
    ("outcome", "response", "error", "billed"),
    [
        ("survived", "run", None, 1),
        ("wrong", "run", None, 0),
        ("wrong", "another", None, 1),
        ("twice", "run", None, 2),
        ("twice", None, OutcomeUnknownError("it may be", idempotency_key="key"), 2),
        ("wrong", None, KeyError("run_id"), 0),
        ("wrong", None, ParetaError("of the other API"), 0),
        ("refused", None, ParallelError("no"), 0),
        ("lost", None, ParallelError("no"), 1),
        ("lost", None, InternalServerError("no", idempotency_key="key"), 1),
        ("lost", None, OutcomeUnknownError("it may be", idempotency_key="another"), 1),
        ("refused", None, OutcomeUnknownError("it may be", idempotency_key="key"), 1),
        ("refused", None, ParallelError("later", partial=TaskRun.from_dict({"run_id": "trun_1"})), 1),
    ],
)
def test_outcomes_are_classified_strictly(
    outcome: str, response: object, error: Exception | None, billed: int
) -> None:
    applied = (AppliedFault("createTaskRun", "req_1", Fault(status=500), 0.0, 202),)
    observation = Observation(
        BY_NAME["task_run.create"], "createTaskRun", response, error, applied, (BILLED,) * billed
    )
    assert classify(observation, Expected("run", PAID), lambda key: None)[0] == outcome


@pytest.mark.parametrize(("repeated", "outcome"), [("response", "refused"), ("billed again", "lost")])
def test_a_key_counts_only_if_it_leads_to_the_response(repeated: str, outcome: str) -> None:
    error = ParetaError("no", idempotency_key="key")
    applied = (AppliedFault("createChatCompletion", "req_1", Fault(lost="reset", accepted=True), 0.0, 200),)
    observation = Observation(BY_NAME["chat.completions.create"], "", None, error, applied, (BILLED,))
    assert classify(observation, Expected("response", PAID), lambda key: repeated)[0] == outcome


# --- two faults at once


@pytest.mark.parametrize("times", [1, None], ids=["once", "for ever"])
def test_runs_are_not_added_twice_although_reading_the_group_fails_as_well(
    found: Matrix, times: int | None
) -> None:
    call = BY_NAME["task_group.add_runs"]
    bad: list[str] = []
    for n, (name, second) in enumerate(EXAMPLES.items()):
        harness = found.harness(SIDES[n % 2], task_idempotency=False)
        lost = FaultRule(operation="addTaskGroupRuns", fault=Fault(accepted=True, lost="reset"))
        look = FaultRule(operation="streamTaskGroupRuns", fault=second, times=times)
        observation, outcome, why = harness.under(call, [lost, look])
        assert observation.applied
        if outcome not in ("survived", "refused"):
            bad.append(f"{outcome}: {name}: {why}")
    assert not bad, "\n".join(bad)


# --- the scenarios

SLOW = ApiCall(
    "task_run.execute of a slow run",
    "parallel",
    ("createTaskRun", "getTaskRunResult"),
    lambda c, t, **o: c.task_run.execute(input="[sandbox:slow]", processor="lite", timeout=900.0),
    shape,
)
# What each call comes to: None for its response, or this error.
SCENES = [
    ("proxy-restarts-during-deploy", BY_NAME["endpoints.deploy(wait=True)"], None),
    ("reset-after-run-accepted", BY_NAME["task_run.create"], "OutcomeUnknownError"),
    ("reset-after-run-accepted", BY_NAME["task_run.execute"], "OutcomeUnknownError"),
    ("reset-after-runs-added", BY_NAME["task_group.add_runs"], None),
    ("reset-after-chat", BY_NAME["chat.completions.create"], None),
    ("502-after-run-accepted", BY_NAME["task_run.create"], "OutcomeUnknownError"),
    ("502-for-half-a-minute", BY_NAME["task_run.result"], None),
    ("502-for-half-a-minute", BY_NAME["endpoints.deploy(wait=True)"], None),
    ("502-for-half-a-minute", BY_NAME["models.list"], "InternalServerError"),
    ("rate-limit-of-30-seconds", BY_NAME["task_run.create"], None),
    ("overloaded-until-a-date", BY_NAME["task_run.create"], None),
    ("clock-jumps-back", BY_NAME["evals.runs.create(wait=True)"], None),
    ("idle-connection-closed", BY_NAME["task_run.execute"], None),
    ("long-poll-behind-a-proxy", SLOW, None),
    ("result-cut-in-half", BY_NAME["task_run.execute"], None),
    ("login-page", BY_NAME["models.list"], "APIResponseError"),
    ("login-page", BY_NAME["task_run.create"], "OutcomeUnknownError"),
    ("silent-server", BY_NAME["chat.completions.create"], None),
    ("silent-server", BY_NAME["task_run.create"], "OutcomeUnknownError"),
    ("only-pings", BY_NAME["endpoints.deploy(wait=True)"], None),
    ("only-pings", BY_NAME["task_run.events"], None),
    ("only-pings", BY_NAME["chat.completions.create(stream=True)"], "APITimeoutError"),
    ("group-stream-cut-in-an-event", BY_NAME["task_group.events"], None),
    ("run-events-cut", BY_NAME["task_run.events"], None),
    ("chat-stream-without-end", BY_NAME["chat.completions.create(stream=True)"], "StreamEndedError"),
    ("chat-stream-fails", BY_NAME["chat.completions.create(stream=True)"], "InternalServerError"),
    ("upload-reset", BY_NAME["evals.sets.upload_document(large)"], None),
    ("byte-by-byte", BY_NAME["endpoints.deploy"], None),
    ("slow-connection", BY_NAME["task_run.execute"], None),
]


@pytest.mark.parametrize(
    ("name", "call", "error"), SCENES, ids=[f"{scene[0]}-{scene[1]}" for scene in SCENES]
)
@pytest.mark.parametrize("side", SIDES)
def test_a_scenario_is_survived_or_raises_the_expected_error(
    found: Matrix, side: str, name: str, call: ApiCall, error: str | None
) -> None:
    observation, outcome, why = found.harness(side).under(call, SCENARIOS[name].rules)
    assert outcome == ("survived" if error is None else "refused"), why
    assert (None if observation.error is None else type(observation.error).__name__) == error


def test_every_scenario_is_played() -> None:
    assert {name for name, _, _ in SCENES} == SCENARIOS.keys()
