"""Bulk jobs whose runs stay active: a call with a timeout ends, loses nothing, and the next one continues."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from parallel import WaitTimeoutError
from tests.contract.bulk_world import JOB, World, rows
from tests.support import FakeClock

ROWS = 12
FAILED = [{"company": "[sandbox:fail]", "n": 1}]


def submit_and_collect(job: Any, timeout: float) -> object:
    job.submit(rows(9))
    return job.collect(timeout=timeout)


CALLS: dict[str, Callable[[Any, float], object]] = {
    "run": lambda job, timeout: list(job.run(rows(ROWS), timeout=timeout)),
    "submit": lambda job, timeout: job.submit(rows(ROWS), timeout=timeout),
    "collect": submit_and_collect,
    "retry_failed": lambda job, timeout: job.retry_failed(timeout=timeout),
}
calls = pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))


@calls
def test_a_call_ends_with_its_timeout_and_the_next_one_pays_for_nothing_again(
    world: World, path: Path, call: Callable[[Any, float], object]
) -> None:
    with world.job(path) as job:
        list(job.run(FAILED))
    clock = FakeClock()  # its pauses do not move the clock of the sandbox: no run ends
    with world.job(path, clock=clock) as job:
        with pytest.raises(
            WaitTimeoutError, match=r"has not ended after 7 s \(.*run the job again"
        ) as caught:
            call(job, 7)
        assert clock.elapsed == pytest.approx(7)
        assert caught.value.id == job.path
    with world.job(path) as job:
        job.collect()
        world.check_rows(list(job.run(rows(ROWS))), rows(ROWS))
    repeated = FAILED if call is CALLS["retry_failed"] else []
    world.check_billed([*rows(ROWS), *FAILED], twice=repeated)


@calls
def test_a_call_that_ends_in_time_takes_no_notice_of_its_timeout(
    world: World, path: Path, call: Callable[[Any, float], object]
) -> None:
    with world.job(path) as job:
        call(job, 1e6)


@calls
@pytest.mark.parametrize("timeout", [0, -1, math.nan, math.inf, "3", True], ids=repr)
def test_what_is_no_timeout_is_refused_before_anything_is_sent(
    world: World, path: Path, call: Callable[[Any, float], object], timeout: Any
) -> None:
    with world.job(path) as job:
        list(job.run(FAILED))
        sent = world.sent()
        with pytest.raises((TypeError, ValueError), match="timeout must be a"):
            call(job, timeout)
        assert job.status().failed == 1
        assert world.sent() - sent <= (2 if call is CALLS["collect"] else 0)


def test_an_async_call_ends_with_its_timeout(world: World, path: Path) -> None:
    async def main() -> None:
        async with world.async_client() as client, client.bulk(path, **JOB) as job:
            with pytest.raises(WaitTimeoutError):
                async for _ in job.run(rows(ROWS), timeout=0.5):
                    pass
            assert [row.status async for row in job.run(rows(ROWS))] == ["completed"] * ROWS

    anyio.run(main)
    world.check_billed(rows(ROWS))
