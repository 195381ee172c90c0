"""Bulk jobs at every fault of the service: no row is billed twice, none is lost, each has the result of its own run.

The sandbox ignores idempotency keys, and only the pauses of the client move its clock.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import anyio
import pytest
from attrs import evolve

from parallel import (
    APIConnectionError,
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
from pareta_sandbox import Fault, ScriptedResponse
from tests.contract.bulk_world import (
    ACCEPTED,
    JOB,
    NOT_ACCEPTED,
    SETTLE,
    World,
    WorldClock,
    key,
    rows,
)

ROWS = 12
JSON = "application/json"
STEPS = ("createTaskGroup", "addTaskGroupRuns", "getTaskGroup", "streamTaskGroupRuns")


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


def test_the_same_rows_are_sent_with_the_same_key_and_others_with_another(world: World, path: Path) -> None:
    world.fail("addTaskGroupRuns", ACCEPTED["reset"], times=1)
    world.fail("addTaskGroupRuns", NOT_ACCEPTED["503"], after=1, times=2)
    run(world, path)
    added = [each for each in world.box.requests if each.operation_id == "addTaskGroupRuns"]
    sent = [(each.headers["idempotency-key"], each.body) for each in added]
    assert len(sent) == 5
    assert len({key for key, _ in sent}) == len(set(sent)) == 3
    assert {each.query for each in added} == {"refresh_status=false"}


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
    assert world.sent() == 3 * 6  # once, and five times again
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


def test_pauses_grow_while_nothing_succeeds_and_begin_anew_after_a_success(world: World, path: Path) -> None:
    clock = WorldClock(world)
    world.fail("addTaskGroupRuns", NOT_ACCEPTED["503"], times=3)
    world.fail("addTaskGroupRuns", NOT_ACCEPTED["503"], after=4, times=2)
    complete(world, path, clock=clock, poll_interval=77, max_parts=1)
    assert clock.sleeps == [0.25, 0.5, 1.0, 77.0, 0.25, 0.5, 77.0, 77.0]


def test_a_group_names_its_job_and_its_part(world: World, path: Path) -> None:
    complete(world, path)
    created = [json.loads(each.body) for each in world.box.requests if each.operation_id == "createTaskGroup"]
    assert [group["metadata"]["pareta_bulk_part"] for group in created] == [1, 2, 3]
    assert len({group["metadata"]["pareta_bulk_job"] for group in created}) == 1


def test_rows_settle_from_when_the_response_was_lost_and_in_another_process_as_well(
    world: World, path: Path
) -> None:
    first, second = WorldClock(world), WorldClock(world)

    def take_long(operation: str) -> None:
        first.elapsed += 50

    def stop(seconds: float) -> None:
        raise KeyboardInterrupt

    world.fail("addTaskGroupRuns", ACCEPTED["reset"])
    world.on_request, first.on_pause = take_long, stop
    with pytest.raises(KeyboardInterrupt):
        run(world, path, rows(5), clock=first)
    second.elapsed = first.elapsed
    complete(world, path, 5, clock=second)
    assert second.sleeps[0] == SETTLE


def test_few_rows_are_read_ahead_of_the_caller(world: World, path: Path) -> None:
    read = 0

    def source() -> Iterator[Any]:
        nonlocal read
        for read in range(1, 101):
            yield {"company": "[sandbox:slow]"} if read == 1 else {"n": read}

    with world.job(path) as job:
        next(iter(job.run(source())))
    assert read == 2 * 2 * 5  # twice as many requests as are in flight


def test_a_job_that_is_done_is_reported_once(world: World, path: Path) -> None:
    complete(world, path)
    seen: list[Any] = []
    with world.job(path) as job:
        job.collect(on_event=seen.append)
    assert [status.completed for status in seen] == [ROWS]


def test_a_poll_interval_of_zero_keeps_no_processor_busy(world: World, path: Path) -> None:
    clock = WorldClock(world)
    complete(world, path, clock=clock, poll_interval=0)
    assert {round(each, 9) for each in clock.sleeps} == {0.05}


def test_rows_are_submitted_once_they_are_accepted(world: World, path: Path) -> None:
    with world.job(path) as job:
        status = job.submit(rows(5))
    assert (status.running, status.completed, world.sent("getTaskGroup")) == (5, 0, 0)
    with world.job(path) as job:
        assert job.submit(rows(40)).submitted == 40  # whether a caller takes rows or not


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


@pytest.mark.parametrize("id", [None, "", 5, [], "missing"], ids=repr)
def test_a_group_without_a_valid_id_is_not_used(world: World, path: Path, id: object) -> None:
    body = {"taskgroup_id": id} if id != "missing" else {}
    world.script("createTaskGroup", body)
    with pytest.raises(APIResponseError, match="createTaskGroup"):
        run(world, path)
    complete(world, path)


@pytest.mark.parametrize("run_id", [None, 5, [None], {"a": 1}], ids=repr)
def test_a_listed_run_without_a_valid_id_hides_no_other(world: World, path: Path, run_id: object) -> None:
    odd = {"type": "task_run.state", "event_id": "e", "run": {"run_id": run_id, "status": "completed"}}
    world.script("streamTaskGroupRuns", ScriptedResponse(events=[odd]))
    complete(world, path)


def test_a_pause_that_is_longer_than_resume_timeout_is_not_waited_out(world: World, path: Path) -> None:
    world.fail("addTaskGroupRuns", Fault(status=429, retry_after=7_200))
    clock = WorldClock(world)
    with pytest.raises(RateLimitError):
        run(world, path, clock=clock)
    assert clock.elapsed < 60
    complete(world, path)


# --- 422


NO = "is not allowed"


def refusal(*places: tuple[Any, ...]) -> Fault:
    detail = [{"loc": ["body", *place], "msg": NO, "type": "value_error"} for place in places]
    return Fault(status=422, body=json.dumps({"detail": detail}), content_type=JSON)


@pytest.mark.parametrize(
    ("places", "bad"),
    [
        ([("inputs", 1)], {6: NO}),
        (
            [("inputs", 0, "input"), ("inputs", 4, "input", "company"), ("inputs", 4, "input", "n")],
            {5: f"input: {NO}", 9: f"input.company: {NO}; input.n: {NO}"},
        ),
        ([("inputs", n) for n in range(5)], dict.fromkeys(range(5, 10), NO)),
        ([("inputs", 2, "input"), ("default_task_spec",)], {7: f"input: {NO}"}),
    ],
    ids=["one", "two", "all", "one, and the request"],
)
def test_a_422_that_names_rows_drops_these_alone(
    world: World, path: Path, places: list[tuple[Any, ...]], bad: dict[int, str]
) -> None:
    world.fail("addTaskGroupRuns", refusal(*places), after=1)
    found = run(world, path)
    invalid = [row for row in found if row.status == "invalid"]
    assert {type(row.error) for row in invalid} == {RowError}
    reasons = {row.index: str(row.error).removeprefix("the service refused the row: ") for row in invalid}
    assert reasons == bad
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
    world.fail("addTaskGroupRuns", refusal(*places), after=1)
    with pytest.raises(UnprocessableEntityError):
        run(world, path)
    complete(world, path)


# --- 413


def test_a_part_that_is_too_large_is_halved_until_it_fits(world: World, path: Path) -> None:
    world.largest_body = 700
    complete(world, path)
    assert world.sent("createTaskGroup") > ROWS / JOB["rows_per_part"]
    complete(world, path)


@pytest.mark.parametrize("number", [0, 4, 7, ROWS - 1])
def test_a_row_that_is_too_large_for_any_request_costs_the_others_nothing(
    world: World, path: Path, number: int
) -> None:
    world.largest_body = 5_000
    source = rows(ROWS)
    source[number] = {"company": "x" * 5_000}
    good = [row for index, row in enumerate(source) if index != number]
    for _ in range(2):
        with world.job(path) as job:
            found = list(job.run(source))
        assert [row.input for row in found] == source
        assert [row.index for row in found if row.status == "invalid"] == [number]
        assert "too large" in str(found[number].error)
        assert "413" in str(found[number].error)
        assert statuses(found)["completed"] == ROWS - 1
        world.check_billed(good)


@pytest.mark.parametrize("operation", ["createTaskGroup", "getTaskGroup", "streamTaskGroupRuns"])
def test_only_the_request_with_the_rows_is_made_smaller(world: World, path: Path, operation: str) -> None:
    world.fail(operation, Fault(status=413), after=1)
    with pytest.raises(ParallelError, match="413"):
        run(world, path)
    groups = world.sent("createTaskGroup")
    complete(world, path)
    assert world.sent("createTaskGroup") - groups <= 2


def test_a_job_that_was_too_large_is_resumed_where_it_was_halved(world: World, path: Path) -> None:
    world.largest_body = 700
    world.fail("addTaskGroupRuns", Fault(status=402), after=2)
    with pytest.raises(InsufficientCreditsError):
        run(world, path)
    complete(world, path)


# --- lists of runs that are not complete


def without_metadata(operation: str, body: bytes) -> bytes:
    return body.replace(b'"metadata"', b'"labels"') if operation == "streamTaskGroupRuns" else body


def spoil_metadata(world: World) -> None:
    world.change = without_metadata


def cut(lost: Any, events: int = 0) -> Callable[[World], None]:
    fault = Fault(accepted=True, after_events=events, lost=lost)
    return lambda world: world.fail("streamTaskGroupRuns", fault, times=None)


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
    [spoil_metadata, cut("end", 2), spoil_count, forget_groups, forget_lists],
    ids=["no metadata", "ends early", "wrong count", "group 404", "list 404"],
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
    found = run(world, path)
    unknown = [row for row in found if row.status != "completed"]
    assert {row.status for row in unknown} == {"unknown"}
    assert {*range(5)} <= {row.index for row in unknown}
    assert all(
        isinstance(row.error, OutcomeUnknownError | NotFoundError | APIResponseError) for row in unknown
    )
    assert [row.input for row in found] == rows(ROWS)
    world.check_billed(rows(ROWS))
    world.on_request = lambda operation: None
    world.change = lambda operation, body: body
    world.box.clear_faults()
    complete(world, path)


@pytest.mark.parametrize("lost", ["close", "reset"])
def test_lists_that_break_in_the_middle_are_read_on(world: World, path: Path, lost: Any) -> None:
    world.fail("addTaskGroupRuns", ACCEPTED["reset"])
    cut(lost, 2)(world)
    complete(world, path)


@pytest.mark.parametrize("lost", ["close", "reset"])
def test_lists_that_break_for_longer_than_resume_timeout_end_the_call(
    world: World, path: Path, lost: Any
) -> None:
    world.fail("addTaskGroupRuns", ACCEPTED["reset"])
    cut(lost)(world)
    with pytest.raises(APIConnectionError):
        run(world, path, resume_timeout=300)
    world.check_billed(rows(10))  # no more are in flight at a time
    world.box.clear_faults()
    complete(world, path)


def test_a_group_that_is_listed_badly_for_a_while_is_looked_at_again(world: World, path: Path) -> None:
    world.fail("addTaskGroupRuns", ACCEPTED["reset"])
    bad = iter(range(3))

    def change(operation: str, body: bytes) -> bytes:
        if operation == "getTaskGroup" and next(bad, None) is not None:
            return body.replace(b'"num_task_runs":5', b'"num_task_runs":6')
        return body

    world.change = change
    complete(world, path)


def test_a_part_of_which_the_rest_is_refused_ends_with_what_was_accepted(world: World, path: Path) -> None:
    def without_the_last_row(operation: str, body: bytes) -> bytes:
        if operation == "streamTaskGroupRuns":
            return b"\n\n".join(event for event in body.split(b"\n\n") if b'-5-0"' not in event)
        return body.replace(b'"num_task_runs":5', b'"num_task_runs":4')

    world.fail("addTaskGroupRuns", ACCEPTED["reset"])
    world.fail("addTaskGroupRuns", refusal(("inputs", 0)), after=1)
    world.change = without_the_last_row
    found = run(world, path, rows(5))
    assert [row.status for row in found] == ["completed"] * 4 + ["invalid"]
    assert world.sent() == 2


def test_a_group_that_the_service_has_lost_is_made_again(world: World, path: Path) -> None:
    world.fail("addTaskGroupRuns", Fault(status=404), after=1, times=2)
    complete(world, path)
    assert world.sent("createTaskGroup") == 5


def test_a_service_that_loses_each_group_is_not_asked_for_ever(world: World, path: Path) -> None:
    world.fail("addTaskGroupRuns", Fault(status=404), times=None)
    assert statuses(run(world, path)) == {"unknown": ROWS}
    assert world.sent() == 3 * 6
    world.box.clear_faults()
    complete(world, path)


# --- what becomes of runs


def in_lists(old: str, new: str, row: str = "") -> Callable[[str, bytes], bytes]:
    """Return a change of lists of runs: the first match of a pattern in the event of a row, or in each event."""

    def change(operation: str, body: bytes) -> bytes:
        if operation != "streamTaskGroupRuns":
            return body
        events = body.split(b"\n\n")
        return b"\n\n".join(
            re.sub(old.encode(), new.encode(), each, count=1) if row.encode() in each else each
            for each in events
        )

    return change


def test_runs_that_fail_or_are_cancelled_are_rows_with_their_run(world: World, path: Path) -> None:
    source = rows(ROWS)
    for n in (2, 7, 11):
        source[n]["company"] = f"[sandbox:fail] {n}"
    world.change = in_lists('"status":"failed"', '"status":"cancelled"')
    found = run(world, path, source)
    assert [row.index for row in found if row.status == "failed"] == [2, 7, 11]
    errors = [row.error for row in found if row.error is not None]
    assert {type(error) for error in errors} == {TaskRunFailedError}
    assert [error.run_id for error in errors] == [found[n].run_id for n in (2, 7, 11)]
    assert {error.status for error in errors} == {"cancelled"}
    world.check_billed(source)
    # Nothing is sent again unless it is asked for.
    assert statuses(run(world, path, source)) == {"completed": 9, "failed": 3}
    world.check_billed(source)


@dataclass
class Founded:
    founded: int


@pytest.mark.parametrize("content", ['"1945"', "{}", '{"founded":"1945"}', "null", "[]"])
def test_an_output_that_does_not_fit_is_a_row_error_with_the_raw_output(
    world: World, path: Path, content: str
) -> None:
    world.change = in_lists(r'"content":\{[^{}]*\}', f'"content":{content}', '-7-0"')
    found = run(world, path, output=Founded)
    assert [row.index for row in found if row.status == "failed"] == [6]
    assert isinstance(found[6].error, OutputParseError)
    assert str(found[6].error.__cause__) in str(found[6].error)
    assert found[6].output is None
    assert found[6].result["content"] == json.loads(content)
    world.check_billed(rows(ROWS))


def test_a_straggler_of_an_inactive_group_is_waited_for(world: World, path: Path) -> None:
    world.change = lambda operation, body: (
        body.replace(b'"is_active":true', b'"is_active":false') if operation == "getTaskGroup" else body
    )
    complete(world, path, poll_interval=0.6)
    source = [*rows(4), {"company": "[sandbox:slow]"}]
    found = run(world, path.with_name("slow.bulk"), source)  # it takes many polls
    assert statuses(found) == {"completed": 5}


def test_a_run_whose_output_is_missing_is_unknown_and_found_later(world: World, path: Path) -> None:
    world.change = in_lists(r'"output":\{', '"no_output":{', '-7-0"')
    found = run(world, path)
    assert statuses(found) == {"completed": ROWS - 1, "unknown": 1}
    assert found[6].status == "unknown"
    assert found[6].run_id in str(found[6].error)
    world.change = lambda operation, body: body
    complete(world, path)


def test_slow_runs_hold_up_no_other_part(world: World, path: Path) -> None:
    source = rows(20)
    source[0]["company"] = "[sandbox:slow]"
    with world.job(path, poll_interval=1) as job:
        seen: list[Any] = []
        job.submit(source, on_event=seen.append)
        assert max(status.completed for status in seen) >= 5
        world.check_billed(source)
        job.close()


# --- progress


def test_the_speed_is_that_of_the_rows_that_ended_in_this_call(world: World, path: Path) -> None:
    complete(world, path, 5)
    clock, seen = WorldClock(world), list[tuple[float, Any]]()
    with world.job(path, clock=clock, rows_per_part=1, poll_interval=0.1) as job:
        list(job.run(rows(ROWS), on_event=lambda status: seen.append((clock.elapsed, status))))
    measured = [(seconds, status) for seconds, status in seen if status.rows_per_second is not None]
    assert {status.completed for _, status in measured} == {*range(6, 13)}
    states = [evolve(status, rows_per_second=None, seconds_left=None) for _, status in seen]
    assert all(one != other for one, other in pairwise(states))
    for seconds, status in measured:
        assert status.rows_per_second * seconds == pytest.approx(status.completed - 5)
        assert status.rows_per_second * status.seconds_left == pytest.approx(status.rows - status.done)


def test_rows_of_which_nothing_is_known_are_counted_and_not_waited_for(world: World, path: Path) -> None:
    world.fail("addTaskGroupRuns", Fault(status=500), after=1, times=None)
    seen: list[Any] = []
    with world.job(path) as job:
        list(job.run(rows(ROWS), on_event=seen.append))
    last = seen[-1]
    assert (last.completed, last.waiting, last.unknown, last.seconds_left) == (5, 7, 7, 0)


# --- cost


def test_max_cost_is_never_exceeded_and_raising_it_goes_on(world: World, path: Path) -> None:
    for limit, count in ((0, 0), ("0.34", 3), (0.7, 7), ("0.75", 7), (1, 10)):
        with world.job(path, price="0.1", max_cost=limit) as job:
            found: list[Any] = []
            with pytest.raises(CostLimitError):
                found.extend(job.run(rows(ROWS)))
            with pytest.raises(CostLimitError):
                job.submit(rows(ROWS))
            assert statuses(list(job.results())) == Counter({"completed": count} if count else {})
            assert str(job.status().spent) in (f"0.{count}", "1.0", "0")
        world.check_billed(rows(count))
    complete(world, path, price="0.1", max_cost="1.2")


def test_retry_failed_pays_again_for_the_failed_rows_alone_and_obeys_max_cost(
    world: World, path: Path
) -> None:
    source = rows(ROWS)
    failing = [{**source[n], "company": f"[sandbox:fail] {n}"} for n in (2, 7)]
    source[2], source[7] = failing
    run(world, path, source)
    with world.job(path, price=1, max_cost=13) as job:
        with pytest.raises(CostLimitError):
            job.retry_failed()
        assert job.status().failed == 2
    world.check_billed(source)
    world.fail("addTaskGroupRuns", ACCEPTED["502"])
    with world.job(path, price=1, max_cost=14) as job:
        status = job.retry_failed()
        assert (status.failed, status.completed, status.spent) == (2, 10, 14)
        world.check_billed(source, twice=failing)
        with pytest.raises(CostLimitError):
            job.retry_failed()
    world.check_billed(source, twice=failing)
    # The rows have the results of their new runs.
    found = run(world, path, source)
    assert [world.runs[row.run_id] for row in found] == source


@pytest.mark.parametrize("count", [1, 7])
def test_any_number_of_failed_rows_is_repeated_and_reported(world: World, path: Path, count: int) -> None:
    source = [{"company": f"[sandbox:fail] {n}"} for n in range(count)]
    run(world, path, source)
    seen: list[Any] = []
    with world.job(path) as job:
        with pytest.raises(TypeError, match="on_event"):
            job.retry_failed(on_event=7)
        assert job.status().failed == count
        job.retry_failed(on_event=seen.append)
    assert (seen[0].failed, seen[-1].failed) == (0, count)
    world.check_billed(source, twice=source)


# --- sources that change between runs


def moved(source: list[Any]) -> list[Any]:
    return [*source[7:], *source[:7]]


def shuffled(source: list[Any]) -> list[Any]:
    return random.Random(3).sample(source, len(source))


SOURCES: dict[str, Callable[[list[Any]], list[Any]]] = {
    "the same": lambda source: source,
    "one before": lambda source: [{"new": 1}, *source],
    "one in the middle": lambda source: [*source[:6], {"new": 1}, *source[6:]],
    "one after": lambda source: [*source, {"new": 1}],
    "one in ten new": lambda source: [
        each for n, row in enumerate(source) for each in ([{"new": n}] if n % 10 == 0 else []) + [row]
    ],
    "the first gone": lambda source: source[1:],
    "the last gone": lambda source: source[:-1],
    "every second gone": lambda source: source[::2],
    "reversed": lambda source: source[::-1],
    "moved": moved,
    "shuffled": shuffled,
    "twice": lambda source: [*source, *source],
    "each twice": lambda source: [row for row in source for _ in range(2)],
    "other keys' order": lambda source: [dict(reversed(row.items())) for row in source],
    "one cell changed": lambda source: [*source[:4], {**source[4], "n": "4"}, *source[5:]],
    "none": lambda source: [],
    "many invalid": lambda source: [each for row in source for each in [row, *[{"bad": float("nan")}] * 7]],
}


@pytest.mark.parametrize("begin", [0, 7, 40])
@pytest.mark.parametrize("name", SOURCES)
def test_a_source_that_changed_pays_for_new_rows_alone_and_each_row_has_its_own_result(
    world: World, path: Path, name: str, begin: int
) -> None:
    before, after = rows(40)[:begin], SOURCES[name](rows(40))
    world.check_rows(run(world, path, before), before)
    with world.job(path) as job:
        plan = job.plan(after)
        found = list(job.run(after))
        assert plan.rows == len(found) == len(after)
    valid = [row for row in after if "bad" not in row]
    good = [row for row in found if row.status == "completed"]
    assert [row.input for row in good] == valid
    assert [world.runs[row.run_id] for row in good] == valid
    assert len({row.run_id for row in good}) == len(valid)
    expected = Counter(map(key, before)) | Counter(map(key, valid))
    assert world.billed == expected
    assert plan.new == expected.total() - begin
    # Once more: nothing is new.
    run(world, path, after)
    assert world.billed == expected


def test_equal_rows_are_sent_once_with_dedupe(world: World, path: Path) -> None:
    source = [*rows(7), *rows(12), *rows(3)]
    for _ in range(2):
        found = run(world, path, source, dedupe=True)
        assert [row.input for row in found] == source
        assert [world.runs[row.run_id] for row in found] == source
        world.check_billed(rows(12))


def test_equal_rows_whose_order_is_all_they_differ_in_are_each_paid_once(world: World, path: Path) -> None:
    source = ["same"] * ROWS
    world.fail("addTaskGroupRuns", ACCEPTED["reset"], times=2)
    world.check_rows(run(world, path, source), source)
    world.check_rows(run(world, path, source), source)
    world.check_billed(source)


# --- several calls of one job


def test_a_plan_in_the_middle_of_a_run_changes_nothing(world: World, path: Path) -> None:
    run(world, path, rows(40))
    other = rows(45)[::-1]
    with world.job(path) as job:
        found = []
        for row in job.run(other):
            found.append(row)
            if row.index in (0, 7):
                assert job.plan(other).rows == 45
    assert [row.input for row in found] == other
    world.check_billed(rows(45))


def test_a_call_that_is_left_early_is_ended_by_the_next_one(world: World, path: Path) -> None:
    with world.job(path) as job:
        first = job.run(rows(40))
        next(iter(first))
        world.check_rows(list(job.run(rows(40))), rows(40))
        with pytest.raises(BulkError, match="only the last one continues"):
            list(first)
    world.check_billed(rows(40))


def test_a_call_is_refused_while_another_task_does_a_step(world: World, path: Path) -> None:
    async def main() -> None:
        errors: list[Exception] = []
        async with world.async_client() as client, client.bulk(path, **JOB) as job:

            async def go() -> None:
                try:
                    found = [row async for row in job.run(rows(ROWS))]
                    world.check_rows(found, rows(ROWS))
                except BulkError as error:
                    errors.append(error)

            async with anyio.create_task_group() as group:
                group.start_soon(go)
                group.start_soon(go)
        assert len(errors) == 1

    anyio.run(main)
    world.check_billed(rows(ROWS))
