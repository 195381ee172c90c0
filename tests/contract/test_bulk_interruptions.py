"""Bulk jobs that Ctrl-C or a cancellation ends anywhere: the exception names the journal, each row is paid once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread
import httpx
import pytest

from parallel import AsyncParallel
from parallel._sync import bulk_driver, bulk_parts
from parallel.bulk import engine, journal, matching
from tests.contract.bulk_killing import calm
from tests.contract.bulk_world import JOB, AsyncWorldClock, World, rows

T = TypeVar("T")

ROWS = 7
NOTE = "Run the job again with the same journal: what was accepted is not sent again."
FILES = {str(each.__file__) for each in (bulk_driver, bulk_parts, engine, journal, matching)}


class Interrupting:
    """Raises KeyboardInterrupt at the first line of the job's modules that was not tried before."""

    def __init__(self) -> None:
        self.tried = set[tuple[str, int]]()
        self._has_raised = False

    def read(self, found: Iterable[Any]) -> bool:
        """Read all rows, and return whether that was interrupted."""
        self._has_raised = False
        before = sys.gettrace()
        sys.settrace(self._trace)
        try:
            list(found)
        finally:
            sys.settrace(before)
        return self._has_raised

    def _trace(self, frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename not in FILES or frame.f_code.co_name == "problem_of":  # (No wait.)
            return None
        place = (frame.f_code.co_filename, frame.f_lineno)
        if event == "line" and not self._has_raised and place not in self.tried:
            self._has_raised = True
            self.tried.add(place)
            raise KeyboardInterrupt
        return self._trace


def test_a_job_that_ctrl_c_ends_at_any_line_bills_each_row_once(path: Path) -> None:
    interrupting = Interrupting()
    with World() as world:
        while True:
            world.forget()
            with world.job(path.with_name(f"{len(interrupting.tried)}.bulk")) as job:
                try:
                    if not interrupting.read(job.run(rows(ROWS))):
                        break
                except KeyboardInterrupt as error:
                    [note] = error.__notes__
                    assert job.path in note
                    assert NOTE in note
                world.check_rows(list(job.run(rows(ROWS))), rows(ROWS))
                world.check_billed(rows(ROWS))
    assert len(interrupting.tried) > 150


class Cancelling(AsyncWorldClock, httpx.AsyncHTTPTransport):
    """A clock and a transport with a checkpoint wherever a job waits. The scope is cancelled at one of them."""

    def __init__(self, world: World, at: int) -> None:
        AsyncWorldClock.__init__(self, world)
        httpx.AsyncHTTPTransport.__init__(self, verify=False)
        self._at = at
        self._passed = 0
        self.scope = anyio.CancelScope()

    async def checkpoint(self) -> None:
        self._passed += 1
        if self._passed == self._at:
            self.scope.cancel()
        await anyio.lowlevel.checkpoint()

    async def sleep(self, seconds: float) -> None:
        await self.checkpoint()
        await super().sleep(seconds)

    async def run_blocking(self, function: Callable[[], T]) -> T:
        # A thread is waited for, and what it did is done.
        await self.checkpoint()
        found = function()
        await self.checkpoint()
        return found

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async def trace(event: str, info: Any) -> None:
            if event == "http11.receive_response_headers.started":
                await self.checkpoint()

        await self.checkpoint()
        request.extensions = {**request.extensions, "trace": trace}
        found = await super().handle_async_request(request)
        await self.checkpoint()
        return found


async def cancel_at(world: World, path: Path, checkpoint: int) -> bool:
    """Run a job that is cancelled there, and run it again. Return whether it came so far."""
    clock = Cancelling(world, checkpoint)
    seen: list[BaseException] = []
    async with (
        httpx.AsyncClient(transport=clock, trust_env=False) as http,
        AsyncParallel(api_key="k", base_url=world.url, http_client=http) as client,
        client.bulk(path, **JOB) as job,
    ):
        client.wire.clock = clock
        with clock.scope:
            try:
                found = [row async for row in job.run(rows(ROWS))]
            except anyio.get_cancelled_exc_class() as error:
                seen.append(error)
                raise
        if seen:
            assert NOTE in seen[0].__notes__[-1]
            await anyio.to_thread.run_sync(calm, world)
            found = [row async for row in job.run(rows(ROWS))]
        world.check_rows(found, rows(ROWS))
        world.check_billed(rows(ROWS))
    return bool(seen)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_job_that_is_cancelled_at_any_await_bills_each_row_once(path: Path, backend: str) -> None:
    with World() as world:
        number = 1
        while anyio.run(cancel_at, world, path.with_name(f"{number}.bulk"), number, backend=backend):
            number += 1
            world.forget()
    assert number > 60
