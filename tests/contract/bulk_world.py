"""What the tests of bulk jobs share: a service that keeps what it billed for each row, in time that a test moves."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx

from parallel import AsyncParallel, Parallel
from pareta_sandbox import Sandbox
from pareta_sandbox.faults.fault import Fault
from tests.support import AsyncFakeClock, FakeClock

T = TypeVar("T")

SETTLE = 120.0
# Faults of the request that adds runs after which it is unknown whether they were accepted, and they were.
ACCEPTED: dict[str, Fault] = {
    "reset": Fault(accepted=True, lost="reset"),
    "close": Fault(accepted=True, lost="close"),
    "500": Fault(accepted=True, status=500),
    "502": Fault(accepted=True, status=502, garbage="html"),
    "504": Fault(accepted=True, status=504),
    "html": Fault(accepted=True, garbage="html"),
    "empty": Fault(accepted=True, garbage="empty"),
    "json": Fault(accepted=True, garbage="json"),
    "cut": Fault(accepted=True, after_bytes=-20, lost="close"),
    "no ids": Fault(accepted=True, body='{"status": {}, "run_ids": []}', content_type="application/json"),
}
NOT_ACCEPTED: dict[str, Fault] = {
    "reset": Fault(lost="reset"),
    "close": Fault(lost="close"),
    "500": Fault(status=500),
    "502": Fault(status=502, garbage="html"),
    "503": Fault(status=503),
    "504": Fault(status=504),
    "408": Fault(status=408),
    "409": Fault(status=409),
    "429": Fault(status=429, retry_after=7),
    "html": Fault(status=200, garbage="html"),
    "no ids": Fault(status=200, body='{"status": {}, "run_ids": []}', content_type="application/json"),
}


def rows(count: int) -> list[dict[str, Any]]:
    """Return rows, no two of them equal."""
    return [{"company": f"company {number}", "n": number} for number in range(count)]


class World:
    """A sandbox that ignores idempotency keys unless told, and what it accepted.

    Args:
        honours_keys: Whether it honours idempotency keys.
        speed: How many of its seconds pass in a second: none by default, only the pauses of a client move its clock.
        settings: Arguments of the sandbox.
    """

    def __init__(self, *, honours_keys: bool = False, speed: float = 0.0, **settings: Any) -> None:
        self.runs: dict[str, Any] = {}
        """The input of each run that was accepted, by its id."""
        self.change: Callable[[str, bytes], bytes] = lambda operation, body: body
        """Changes the bodies of responses."""
        self.on_request: Callable[[str], object] = lambda operation: None
        """Called with the operation of each request."""
        self.largest_body = 10**9
        """Larger ones are refused, as by a proxy."""
        self._units_before = 0
        self.active = 0
        """How many requests are being served."""
        self.box = Sandbox(around=self._around, task_idempotency=honours_keys, speed=speed, **settings)

    async def _around(self, operation: Any, scope: Any, receive: Any, send: Any, serve: Any) -> None:
        asked, status, said = b"", 0, b""
        self.on_request(operation.id)
        if int(dict(scope["headers"]).get(b"content-length", 0)) > self.largest_body:
            await send(
                {"type": "http.response.start", "status": 413, "headers": [(b"content-type", b"text/html")]}
            )
            await send({"type": "http.response.body", "body": b"<h1>413 Request Entity Too Large</h1>"})
            return

        async def hear() -> Any:
            nonlocal asked
            message = await receive()
            asked += message.get("body", b"")
            return message

        async def say(message: Any) -> None:
            nonlocal status, said
            if message["type"] == "http.response.start":
                status = message["status"]
                kept = [pair for pair in message["headers"] if bytes(pair[0]).lower() != b"content-length"]
                message = {**message, "headers": kept}
            else:
                body = message.get("body", b"")
                said += body
                message = {**message, "body": self.change(operation.id, body)}
                if operation.id == "addTaskGroupRuns" and status == 200 and not message.get("more_body"):
                    inputs = [each["input"] for each in json.loads(asked)["inputs"]]
                    self.runs.update(zip(json.loads(said)["run_ids"], inputs, strict=True))
            await send(message)

        self.active += 1
        try:
            await serve(scope, hear, say)
        finally:
            self.active -= 1

    def __enter__(self) -> Self:
        self.box.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.box.stop()

    @property
    def url(self) -> str:
        return self.box.url

    def fail(self, operation: str, fault: Fault, **rule: Any) -> None:
        self.box.fail(operation, fault, **rule)

    def script(self, operation: str, *responses: Any) -> None:
        self.box.script(operation, responses)

    def sent(self, operation: str = "addTaskGroupRuns") -> int:
        """Return how many requests of an operation arrived."""
        return sum(each.operation_id == operation for each in self.box.requests)

    def forget(self) -> None:
        """Forget what was billed so far, and the faults: another job begins."""
        self._units_before = sum(entry.units for entry in self.box.ledger.entries)
        self.runs.clear()
        self.box.clear_faults()

    @property
    def billed(self) -> Counter[str]:
        """How often each row was billed, by its input as JSON. The ledger confirms it."""
        found = Counter(key(each) for each in self.runs.values())
        assert sum(entry.units for entry in self.box.ledger.entries) == self._units_before + found.total()
        return found

    def check_billed(self, expected: list[Any], *, twice: list[Any] | None = None) -> None:
        """Check that each of these rows was billed once, those of `twice` once more, and nothing else."""
        assert self.billed == Counter(map(key, [*expected, *(twice or [])]))

    def check_rows(self, found: list[Any], expected: list[Any]) -> None:
        """Check that each row has its result, in the order of the input, with the run of its own input."""
        assert [row.input for row in found] == expected
        assert [row.index for row in found] == [*range(len(expected))]
        assert {row.status for row in found} <= {"completed"}, [row.error for row in found]
        assert [self.runs.get(row.run_id) for row in found] == expected
        assert len({row.run_id for row in found}) == len(expected)

    @contextmanager
    def job(self, path: Path, clock: FakeClock | None = None, **options: Any) -> Iterator[Any]:
        """Open a job with small parts, whose clock moves that of the sandbox."""
        url = options.pop("base_url", self.url)
        with (
            httpx.Client(verify=False, trust_env=False) as http,
            Parallel(api_key="k", base_url=url, http_client=http) as client,
        ):
            client.wire.clock = clock or WorldClock(self)
            with client.bulk(path, **{**JOB, **options}) as job:
                yield job

    def async_client(self) -> AsyncParallel:
        client = AsyncParallel(api_key="k", base_url=self.url)
        client.wire.clock = AsyncWorldClock(self)
        return client


JOB: dict[str, Any] = {"processor": "lite", "rows_per_part": 5, "max_parts": 2, "settle": SETTLE}


class WorldClock(FakeClock):
    """A clock whose pauses move that of the sandbox, and take no time. `on_pause` is called before each."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._box = world.box
        self.on_pause: Callable[[float], object] = lambda seconds: None

    def sleep(self, seconds: float) -> None:
        self.on_pause(seconds)
        super().sleep(seconds)
        self._box.advance(seconds)


class AsyncWorldClock(AsyncFakeClock):
    """As `WorldClock`."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._box = world.box
        self.on_pause: Callable[[float], object] = lambda seconds: None

    async def sleep(self, seconds: float) -> None:
        self.on_pause(seconds)
        await super().sleep(seconds)
        self._box.advance(seconds)


def key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


@contextmanager
def folder() -> Iterator[Path]:
    """Make a folder in memory if there is such a thing: a commit takes no time there."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as path:
        yield Path(path)
