"""Bulk jobs at every fault of the service: no row is billed twice, none is lost, and each has the result of its own run.

The sandbox ignores idempotency keys, and only the pauses of the client move its clock.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from parallel import (
    APIResponseError,
    AuthenticationError,
    InsufficientCreditsError,
    NotFoundError,
    OutcomeUnknownError,
    OutputParseError,
    ParallelError,
    RateLimitError,
    TaskRunFailedError,
    UnprocessableEntityError,
)
from parallel.bulk.errors import BulkError, CostLimitError, RowError
from pareta_sandbox import Fault
from tests.contract.bulk_world import ACCEPTED, NOT_ACCEPTED, OUTPUT, World, WorldClock, rows

ROWS = 12
JSON = "application/json"
STEPS = ("createTaskGroup", "addTaskGroupRuns", "getTaskGroup", "streamTaskGroupRuns")


@pytest.fixture
def world() -> Iterator[World]:
    with World() as made:
        yield made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.bulk"


def run(world: World, path: Path, source: list[Any] | None = None, **options: Any) -> list[Any]:
    with world.job(path, **options) as job:
        return list(job.run(rows(ROWS) if source is None else source))


def complete(world: World, path: Path, count: int = ROWS, **options: Any) -> None:
    """Run a job to its end: each row has its result, and was billed once, in this call or before."""
    world.check_rows(run(world, path, rows(count), **options), rows(count))
    world.check_billed(rows(count))


def statuses(found: list[Any]) -> Counter[str]:
    return Counter(row.status for row in found)


# --- requests that add runs


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("name", ACCEPTED)
def test_a_response_that_is_lost_after_acceptance_bills_nothing_twice(
    world: World, path: Path, name: str, place: int
) -> None:
    world.fail("addTaskGroupRuns", ACCEPTED[name], after=place)
    complete(world, path)
    assert world.sent() == 3


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("name", NOT_ACCEPTED)
def test_a_request_that_was_not_accepted_is_sent_again(
    world: World, path: Path, name: str, place: int
) -> None:
    world.fail("addTaskGroupRuns", NOT_ACCEPTED[name], after=place)
    complete(world, path)
    assert world.sent() == 4


@pytest.mark.parametrize(
    "ids",
    [[], ["trun_1"], ["trun_1"] * 5, ["trun_1", "trun_2", "trun_3", "trun_4", 5], None, "trun_1", {}],
    ids=str,
)
@pytest.mark.parametrize("accepted", [True, False])
def test_a_response_without_the_id_of_each_run_is_not_believed(
    world: World, path: Path, ids: object, accepted: bool
) -> None:
    body = json.dumps({"status": {}, "run_ids": ids, "run_cursor": None, "event_cursor": None})
    world.fail("addTaskGroupRuns", Fault(accepted=accepted, status=200, body=body, content_type=JSON))
    complete(world, path)


def test_a_service_that_fails_each_request_is_not_asked_for_ever(world: World, path: Path) -> None:
    world.fail("addTaskGroupRuns", Fault(status=500), times=None)
    found = run(world, path)
    assert statuses(found) == {"unknown": ROWS}
    assert {type(row.error) for row in found} == {OutcomeUnknownError}
    assert world.sent() < 30
    world.box.clear_faults()
    complete(world, path)


def test_a_service_that_fails_for_longer_than_resume_timeout_ends_the_job(world: World, path: Path) -> None:
    world.fail("addTaskGroupRuns", Fault(status=500), times=None)
    with pytest.raises(OutcomeUnknownError):
        run(world, path, resume_timeout=60)
    world.box.clear_faults()
    complete(world, path)


# --- each step at each error


@pytest.mark.parametrize("operation", STEPS)
def test_nothing_is_sent_during_the_pause_that_a_429_asks_for(
    world: World, path: Path, operation: str
) -> None:
    clock = WorldClock(world)
    asked: list[float] = []
    world.fail(operation, Fault(status=429, retry_after=33), after=1)
    seen = []

    def note(_: str) -> None:
        asked.append(clock.elapsed)
        seen.append(len(world.box.faults_applied))

    world.on_request = note
    complete(world, path, clock=clock)
    assert len(world.box.faults_applied) == 1
    # (The hook is not called for the request that the fault refuses.)
    before, after = seen.count(0), seen.index(1)
    assert asked[after] - asked[before - 1] >= 33


@pytest.mark.parametrize("operation", STEPS)
@pytest.mark.parametrize(
    ("status", "error"), [(401, AuthenticationError), (402, InsufficientCreditsError), (403, ParallelError)]
)
def test_an_error_of_the_account_ends_the_call_marks_no_row_and_the_next_call_completes_the_job(
    world: World, path: Path, operation: str, status: int, error: type[Exception]
) -> None:
    world.fail(operation, Fault(status=status), after=1)
    found: list[Any] = []
    with world.job(path) as job:
        with pytest.raises(error):
            found.extend(job.run(rows(ROWS)))
        assert {row.status for row in job.results()} <= {"completed", "running", "waiting"}
        status_of = job.status()
        assert (status_of.failed, status_of.invalid) == (0, 0)
        # In the same process and in another one:
        found = list(job.run(rows(ROWS)))
    world.check_rows(found, rows(ROWS))
    complete(world, path)


def test_credit_that_runs_out_in_the_middle_leaves_what_was_paid_for(path: Path) -> None:
    with World(balance_micro_usd=7 * 5_000) as world, world.job(path) as job:
        with pytest.raises(InsufficientCreditsError):
            list(job.run(rows(ROWS)))
        with pytest.raises(InsufficientCreditsError):
            job.collect()
        world.check_billed(rows(5))
        assert statuses(list(job.results())) == {"running": 5, "waiting": 5}


@pytest.mark.parametrize("operation", STEPS)
@pytest.mark.parametrize("name", ["500", "502", "503", "504", "reset", "close", "408"])
@pytest.mark.parametrize("times", [1, 4])
def test_a_transient_error_of_any_step_is_waited_out(
    world: World, path: Path, operation: str, name: str, times: int
) -> None:
    world.fail(operation, NOT_ACCEPTED[name], after=1, times=times)
    complete(world, path)


@pytest.mark.parametrize("operation", STEPS)
@pytest.mark.parametrize("garbage", ["html", "json", "empty", "bytes"])
def test_a_response_that_is_not_what_the_api_promises_loses_nothing(
    world: World, path: Path, operation: str, garbage: Any
) -> None:
    world.fail(operation, Fault(accepted=True, status=200, garbage=garbage), after=1)
    try:
        run(world, path)
    except ParallelError:
        assert operation != "addTaskGroupRuns"
    complete(world, path)


@pytest.mark.parametrize("id", [None, "", 5, "../x", "a/b", [], "missing"], ids=repr)
def test_a_group_without_a_valid_id_is_not_used(world: World, path: Path, id: object) -> None:
    body = {"taskgroup_id": id} if id != "missing" else {}
    world.script("createTaskGroup", body)
    try:
        run(world, path)
    except ParallelError as error:
        assert "createTaskGroup" in str(error)
    assert all("../" not in each.path and "/a/b" not in each.path for each in world.box.requests)
    complete(world, path)


def test_a_pause_that_is_longer_than_resume_timeout_is_not_waited_out(world: World, path: Path) -> None:
    world.fail("addTaskGroupRuns", Fault(status=429, retry_after=7_200))
    clock = WorldClock(world)
    with pytest.raises(RateLimitError):
        run(world, path, clock=clock)
    assert clock.elapsed < 60
    complete(world, path)


# --- 422


def invalid(*places: tuple[Any, ...]) -> Fault:
    detail = [{"loc": ["body", *place], "msg": "is not allowed", "type": "value_error"} for place in places]
    return Fault(status=422, body=json.dumps({"detail": detail}), content_type=JSON)


@pytest.mark.parametrize(
    ("places", "bad"),
    [
        ([("inputs", 1)], [6]),
        ([("inputs", 0, "input"), ("inputs", 4, "input", "company"), ("inputs", 4, "input", "n")], [5, 9]),
        ([("inputs", n) for n in range(5)], [5, 6, 7, 8, 9]),
        ([("inputs", 2, "input"), ("default_task_spec",)], [7]),
    ],
    ids=["one", "two", "all", "one, and the request"],
)
def test_a_422_that_names_rows_drops_these_alone(
    world: World, path: Path, places: list[tuple[Any, ...]], bad: list[int]
) -> None:
    world.fail("addTaskGroupRuns", invalid(*places), after=1)
    found = run(world, path)
    assert [row.index for row in found if row.status == "invalid"] == bad
    assert {type(found[n].error) for n in bad} == {RowError}
    assert "is not allowed" in str(found[bad[0]].error)
    good = [row for n, row in enumerate(rows(ROWS)) if n not in bad]
    world.check_billed(good)
    assert [row.input for row in found if row.status == "completed"] == good
    # They stay as they are.
    assert statuses(run(world, path)) == statuses(found)
    world.check_billed(good)


@pytest.mark.parametrize(
    "places",
    [
        [],
        [("inputs",)],
        [("inputs", 99)],
        [("inputs", -1)],
        [("inputs", n, "processor") for n in range(5)],
        [("inputs", 0, "metadata", "label")],
        [("default_task_spec", "output_schema")],
    ],
    ids=str,
)
def test_a_422_that_names_no_row_ends_the_call_and_marks_none(
    world: World, path: Path, places: list[tuple[Any, ...]]
) -> None:
    world.fail("addTaskGroupRuns", invalid(*places), after=1)
    with pytest.raises(UnprocessableEntityError):
        run(world, path)
    complete(world, path)


# --- lists of runs that are not complete


def without_metadata(operation: str, body: bytes) -> bytes:
    return body.replace(b'"metadata"', b'"labels"') if operation == "streamTaskGroupRuns" else body


def spoil_metadata(world: World) -> None:
    world.change = without_metadata


def cut(lost: Any) -> Callable[[World], None]:
    return lambda world: world.fail(
        "streamTaskGroupRuns", Fault(accepted=True, after_events=2, lost=lost), times=None
    )


def spoil_count(world: World) -> None:
    world.change = lambda operation, body: (
        body.replace(b'"num_task_runs":5', b'"num_task_runs":6') if operation == "getTaskGroup" else body
    )


def forget_groups(world: World) -> None:
    world.fail("getTaskGroup", Fault(status=404), times=None)


def forget_lists(world: World) -> None:
    world.fail("streamTaskGroupRuns", Fault(status=404), times=None)


@pytest.mark.parametrize(
    "spoil",
    [spoil_metadata, cut("end"), cut("close"), cut("reset"), spoil_count, forget_groups, forget_lists],
    ids=["no metadata", "ends early", "closed", "reset", "wrong count", "group 404", "list 404"],
)
def test_a_part_whose_runs_cannot_be_told_is_unknown_until_they_can(
    world: World, path: Path, spoil: Callable[[World], None]
) -> None:
    world.fail("addTaskGroupRuns", ACCEPTED["reset"])
    began = False

    def on_request(operation: str) -> None:
        nonlocal began
        if not began and world.sent() == 3:  # the other parts were sent; what follows is about to be read
            began = True
            spoil(world)

    world.on_request = on_request
    with pytest.raises(ParallelError) if spoil.__name__ == "never" else _nothing():
        found = run(world, path)
    unknown = [row for row in found if row.status != "completed"]
    assert {row.status for row in unknown} == {"unknown"}
    assert {*range(5)} <= {row.index for row in unknown}
    assert all(isinstance(row.error, OutcomeUnknownError | NotFoundError | APIResponseError) for row in unknown)
    assert [row.input for row in found] == rows(ROWS)
    world.check_billed(rows(ROWS))
    world.on_request = lambda operation: None
    world.change = lambda operation, body: body
    world.box.clear_faults()
    complete(world, path)


class _nothing:
    def __enter__(self) -> None: ...

    def __exit__(self, *exc: object) -> None: ...
