"""Bulk jobs that are killed: at each step of the protocol, at random lines, and while a request is on its way.

A process kills itself with SIGKILL. Another one goes on with its journal, with pauses that take no time, and the ledger
of the sandbox, which ignores idempotency keys unless a test says otherwise, says what each row was billed.
"""

from __future__ import annotations

import itertools
import os
import random
import stat
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from parallel.bulk.errors import JournalError
from tests.contract.bulk_killing import (
    KILLED,
    HoldingProxy,
    ResumeClock,
    Spec,
    attempt,
    calm,
    fork,
    holding,
    run_killed,
    start,
)
from tests.contract.bulk_world import ACCEPTED, NOT_ACCEPTED, SETTLE, World, folder, rows

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")

ROWS = 12
PARTS = [rows(ROWS)[:5], rows(ROWS)[5:10], rows(ROWS)[10:]]
SPEED = 1_000.0  # runs end at once
LINES = 3_800  # about as many are executed
LARGEST_BODY = 600  # bytes: too little for five rows, enough for three


@pytest.fixture(scope="module")
def steps() -> list[str]:
    """Return the steps of a job that nothing interrupts."""
    with World(speed=SPEED) as world, folder() as path:
        found = run_killed(Spec(world.url, path / "x.bulk", ROWS))
    assert found is not None
    return found


def resume(
    world: World, path: Path, url: str = "", clock: ResumeClock | None = None, count: int = ROWS
) -> None:
    """Run the job again until it ends, and check that each row has its own result."""
    with world.job(path, clock or ResumeClock(world), base_url=url or world.url) as job:
        world.check_rows([*job.run(rows(count))], rows(count))


# --- killed at each step, and anywhere


def test_there_is_a_commit_between_each_two_requests_that_cost_or_keep_something(steps: list[str]) -> None:
    requests = [n for n, step in enumerate(steps) if step.startswith("before POST")]
    assert [steps[n] for n in requests] == ["before POST groups", "before POST runs"] * len(PARTS)
    for n in requests:
        after = n + 3
        assert [steps[n - 1], steps[after]] == ["after a commit", "before a commit"]


def test_a_part_takes_as_many_commits_however_many_rows_it_has(steps: list[str]) -> None:
    assert steps.count("before a commit") == 6 * len(PARTS)


def check_each_step(world: World, path: Path, count: int, lost: str | None = None) -> int:
    """Kill a job at each step, one job for each, and go on with it. Return how many steps there are."""
    for number in itertools.count(1):
        journal = path.with_name(f"{number}.bulk")
        world.forget()
        if lost is not None:
            world.fail("addTaskGroupRuns", ACCEPTED[lost], after=number % 2)
        if run_killed(Spec(world.url, journal, count, number=number)) is not None:
            return number - 1
        calm(world)
        resume(world, journal, count=count)
        world.check_billed(rows(count))
    raise AssertionError("the job has no end")


def test_a_job_that_is_killed_at_any_step_bills_each_row_once(steps: list[str], path: Path) -> None:
    with World(speed=SPEED) as world:
        assert check_each_step(world, path, ROWS) >= len(steps)


def test_a_job_that_lost_a_response_and_is_killed_at_any_step_bills_each_row_once(path: Path) -> None:
    with World(speed=SPEED) as world:
        assert check_each_step(world, path, 7, lost="reset") > 50


def test_a_job_whose_parts_are_too_large_and_is_killed_at_any_step_bills_each_row_once(path: Path) -> None:
    with World(speed=SPEED) as world:
        world.largest_body = LARGEST_BODY
        assert check_each_step(world, path, 7) > 50
        accepted = [one for one in world.box.requests if one.operation_id == "addTaskGroupRuns" and one.body]
        assert {len(one.json["inputs"]) for one in accepted} == {2, 3}


@pytest.mark.parametrize("seed", range(50))
def test_a_job_that_is_killed_at_random_lines_bills_each_row_once(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with World(speed=SPEED, honours_keys=chance.random() < 0.3) as world:
        for _ in range(chance.randint(1, 3)):
            faults = chance.choice([ACCEPTED, NOT_ACCEPTED])
            name = chance.choice(sorted(faults.keys() - {"429"}))  # (It asks for a pause in real time.)
            world.fail("addTaskGroupRuns", faults[name], after=chance.randrange(3))
            run_killed(Spec(world.url, path, ROWS, at="line", number=chance.randrange(1, LINES)))
            calm(world)
        resume(world, path)
        world.check_billed(rows(ROWS))


# --- a request that arrives after its process is dead

MOMENTS = ["before the resume", "as the last moment of settle passes", "after it was looked for", "after all"]


def kill_while_held(proxy: HoldingProxy, path: Path) -> None:
    """Kill a process whose request is on its way."""
    process, receiver = start(Spec(proxy.url, path, ROWS))
    with receiver:
        assert proxy.is_held.wait(30)
        process.kill()
        process.join()
    assert process.exitcode == KILLED


@pytest.mark.parametrize("honours_keys", [True, False], ids=["keys honoured", "keys ignored"])
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("part", [1, 2, 3])
def test_a_request_that_arrives_later_than_settle_is_billed_twice_only_without_keys(
    path: Path, part: int, moment: str, honours_keys: bool
) -> None:
    with World(speed=SPEED, honours_keys=honours_keys) as world, holding(world, part) as proxy:
        began = time.time()
        kill_while_held(proxy, path)
        clock = ResumeClock(world)
        if moment == MOMENTS[0]:
            proxy.deliver()
        elif moment == MOMENTS[1]:
            clock.on_pause = lambda seconds: proxy.deliver(clock.now() + seconds > began + SETTLE - 2)
        elif moment == MOMENTS[2]:
            proxy.on_response = lambda asked: proxy.deliver(asked == f"GET {proxy.held_path}")
        resume(world, path, proxy.url, clock)
        assert (proxy.held_path == "") == (moment != MOMENTS[3])
        proxy.deliver()
        late = moment in MOMENTS[2:] and not honours_keys
        world.check_billed(rows(ROWS), twice=PARTS[part - 1] if late else None)
        # Nothing is paid for again, however often the job is run.
        resume(world, path, proxy.url)
        world.check_billed(rows(ROWS), twice=PARTS[part - 1] if late else None)


def test_a_job_waits_for_settle_only_for_the_part_that_was_being_sent(path: Path) -> None:
    with World(speed=SPEED) as world, holding(world, 2) as proxy:
        kill_while_held(proxy, path)
        proxy.deliver()
        sent: list[int] = []
        clock = ResumeClock(world)
        clock.on_pause = lambda seconds: sent.append(world.sent())
        resume(world, path, proxy.url, clock)
        # The third part was sent before the first pause, and the second never again.
        assert sent[0] == world.sent() == 3
        assert sum(clock.sleeps) == pytest.approx(SETTLE, abs=10)


# --- one process at a time


def test_the_journal_is_for_its_owner_alone_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        with World(speed=SPEED) as world, world.job(path) as job:
            modes = set[int]()
            job.submit(
                rows(ROWS),
                on_event=lambda status: modes.update(
                    stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()
                ),
            )
    finally:
        os.umask(before)
    assert modes == {0o600}


def test_a_second_process_is_refused_until_the_first_one_is_gone(path: Path) -> None:
    with World(speed=SPEED) as world, holding(world, 1) as proxy:
        process, receiver = start(Spec(proxy.url, path, ROWS))
        with receiver:
            assert proxy.is_held.wait(30)
            with pytest.raises(JournalError, match="in use by another process"), world.job(path):
                pass
            process.kill()
            process.join()
        proxy.deliver()
        resume(world, path, proxy.url)
        world.check_billed(rows(ROWS))


def test_a_process_and_a_job_beside_one_that_is_open_are_refused(path: Path) -> None:
    with World(speed=SPEED) as world, world.job(path) as job:
        assert "in use by another process" in attempt(world.url, path)
        with ExitStack() as stack, pytest.raises(JournalError, match="another job of this one"):
            stack.enter_context(world.job(path))
        # The refused attempts release no lock.
        assert "in use by another process" in attempt(world.url, path)
        world.check_rows([*job.run(rows(ROWS))], rows(ROWS))
        world.check_billed(rows(ROWS))


def test_a_job_is_refused_after_a_fork_and_goes_on_in_its_own_process(path: Path) -> None:
    with World(speed=SPEED) as world:
        with fork(world.url, path) as said:
            assert "open it after a fork" in said
            # That the other process closed its copy releases no lock.
            with pytest.raises(JournalError, match="in use"), world.job(path):
                pass
        resume(world, path)
        world.check_billed(rows(ROWS))
