"""Ctrl-C, cancellations and timeouts of asyncio and trio during a wait: what the program then sees names the run."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import anyio
import anyio.lowlevel
import httpx
import pytest

from parallel import AsyncParallel, TaskRunResult
from tests.support import AsyncFakeClock, respond, result, run, still_running

NOTE = "Task run trun_1 was started: task_run.result('trun_1') waits for it."


class Waiting:
    """A service that accepts a run whose result never comes. `polled` is set when it is waited for."""

    def __init__(self) -> None:
        self.polled = asyncio.Event()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(202, json=run())
        self.polled.set()
        await asyncio.Event().wait()
        raise AssertionError("nothing ends this wait")

    async def execute(self) -> TaskRunResult[str | dict[str, object]]:
        async with (
            httpx.AsyncClient(transport=httpx.MockTransport(self)) as http,
            AsyncParallel(api_key="parallel_test_key", http_client=http) as client,
        ):
            return await client.task_run.execute(input="United Nations", processor="base")


async def cancel_a_task(service: Waiting) -> BaseException:
    task = asyncio.create_task(service.execute())
    await service.polled.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    return caught.value


async def pass_a_timeout(service: Waiting) -> BaseException:
    async def end(scope: asyncio.Timeout) -> None:
        await service.polled.wait()
        scope.reschedule(asyncio.get_running_loop().time())

    async def execute() -> None:
        async with asyncio.timeout(None) as scope, asyncio.TaskGroup() as group:
            group.create_task(end(scope))
            await service.execute()

    with pytest.raises(TimeoutError) as caught:
        await execute()
    # asyncio makes the TimeoutError; the traceback shows its cause, with the note.
    assert caught.value.__cause__ is not None
    return caught.value.__cause__


async def fail_a_sibling(service: Waiting) -> BaseException:
    seen = list[BaseException]()

    async def execute() -> None:
        try:
            await service.execute()
        except BaseException as error:
            seen.append(error)
            raise

    async def fail() -> None:
        await service.polled.wait()
        raise ValueError("another task failed")

    async def both() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(execute())
            group.create_task(fail())

    with pytest.raises(ExceptionGroup):
        await both()
    [error] = seen
    return error


@pytest.mark.parametrize("end", [cancel_a_task, pass_a_timeout, fail_a_sibling])
def test_a_wait_that_asyncio_cancels_names_its_run(
    end: Callable[[Waiting], Awaitable[BaseException]],
) -> None:
    async def main() -> BaseException:
        return await end(Waiting())

    assert asyncio.run(main()).__notes__ == [NOTE]


class Cancelling(AsyncFakeClock):
    """A service and a clock with a checkpoint wherever a client waits. The scope is cancelled at one of them."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._at = at
        self._passed = 0
        self.scope = anyio.CancelScope()
        self.requests = list[str]()

    async def checkpoint(self) -> None:
        self._passed += 1
        if self._passed == self._at:
            self.scope.cancel()
        await anyio.lowlevel.checkpoint()

    async def sleep(self, seconds: float) -> None:
        await self.checkpoint()
        self.elapsed += seconds

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request.method)
        await self.checkpoint()
        found = [respond(202, run()), respond(503, {}), still_running(), respond(200, result())]
        step = found[len(self.requests) - 1]
        return httpx.Response(step.status, headers=step.headers, stream=Body(self, json.dumps(step.body)))


class Body(httpx.AsyncByteStream):
    """A body in two chunks, with a checkpoint around each and one in its end."""

    def __init__(self, service: Cancelling, content: str) -> None:
        self._service = service
        self._content = content.encode()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in (self._content[:5], self._content[5:]):
            await self._service.checkpoint()
            yield chunk
        await self._service.checkpoint()

    async def aclose(self) -> None:
        await self._service.checkpoint()


async def cancel_at(checkpoint: int) -> tuple[list[str], list[str]] | None:
    """Run a call that is cancelled there. Return its requests and the notes; None if it ends before."""
    service = Cancelling(checkpoint)
    seen = list[BaseException]()
    with service.scope:
        http = httpx.AsyncClient(transport=httpx.MockTransport(service))
        client = AsyncParallel(api_key="parallel_test_key", http_client=http)
        client.wire.clock = service
        try:
            await client.task_run.execute(input="United Nations", processor="base", idempotency_key="key-1")
        except anyio.get_cancelled_exc_class() as error:
            seen.append(error)
            raise
    return (service.requests, seen[0].__notes__) if seen else None


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_wait_that_a_cancel_scope_ends_at_any_await_names_its_run_or_its_key(backend: str) -> None:
    found = list[tuple[list[str], list[str]]]()
    while (ended := anyio.run(cancel_at, len(found) + 1, backend=backend)) is not None:
        found.append(ended)
    assert len(found) > 15
    for requests, notes in found:
        if len(requests) > 1:
            assert notes == [NOTE]
        else:
            [note] = notes
            assert note == NOTE or "idempotency_key='key-1'" in note


# (A program that was started in the background may ignore it.)
HEED_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
SYNC = """
import signal, httpx
from parallel import Parallel
from tests.support import run

def handle(request):
    if request.method == "POST":
        return httpx.Response(202, json=run())
    signal.raise_signal(signal.SIGINT)

http = httpx.Client(transport=httpx.MockTransport(handle))
Parallel(api_key="parallel_test_key", http_client=http).task_run.execute(input="UN", processor="base")
"""
ASYNC = """
import asyncio, signal
from tests.contract.test_interruptions import Waiting

async def main():
    service = Waiting()
    execution = asyncio.create_task(service.execute())
    await service.polled.wait()
    asyncio.get_running_loop().call_soon(signal.raise_signal, signal.SIGINT)
    await execution

asyncio.run(main())
"""


@pytest.mark.parametrize("program", [SYNC, ASYNC], ids=["sync", "async"])
def test_the_traceback_of_ctrl_c_names_the_run(program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HEED_CTRL_C + program], capture_output=True, text=True, check=False
    )
    assert "KeyboardInterrupt" in done.stderr
    assert NOTE in done.stderr
