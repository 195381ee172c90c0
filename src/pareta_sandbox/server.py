"""The sandbox as a running server: in its own thread for tests, in the foreground for the command line.

A test starts and stops a sandbox in milliseconds, even with open streams and long polls.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from types import TracebackType
from typing import Self

from . import spec as specs
from .app import Around, SandboxApp
from .asgi import serve_with
from .clock import SandboxClock, check_speed
from .control import UPLOAD
from .faults.fault import AppliedFault, Fault, FaultRule
from .faults.parsing import RuleLike, to_rule
from .faults.registry import FaultRegistry
from .http_server import HttpServer, listen
from .recorded_requests import RecordedRequest
from .request_validation import PARETA_KEY_PREFIX
from .scenarios import Scenario, find_scenario
from .scripting import ScriptedLike, to_fault, to_response
from .spec_validation import shared_validator
from .state import State
from .state.ledger import AMPLE_BALANCE_MICRO_USD, Ledger

DEFAULT_SPEED = 100.0


class Sandbox:
    """A local server for both APIs. As a context manager it serves from its own thread.

    Two sandboxes with one `seed` return the same responses to the same requests.

    Args:
        port: The port to listen on; 0 for a free one.
        host: The address to listen on.
        seed: What every generated response follows from.
        speed: Sandbox seconds in a real second, for everything that takes time. At the default of 100 a deploy is
            live after 60 ms, and a long poll with `timeout=50` ends after half a second. At 0 time stands still, and
            only `advance` moves it.
        keys: The only valid API keys. By default every well-formed key is valid.
        balance_micro_usd: The balance, in micro-USD. A request that it does not cover is a 402.
        around: An ASGI hook around every request, as described in `pareta_sandbox.app`.
        faults: Rules for faults, each a `FaultRule` or text in the form of the command line's `--fault`.
        scenario: A scenario, or the name of one, whose faults are added.
        task_idempotency: Whether the Task API honors idempotency keys.
        sse_pings: Send a comment over each stream that was silent for this many sandbox seconds; None for never.

    Raises:
        ValueError: An argument is out of range, or a rule or scenario is not valid.
        TypeError: `keys` is a single string.

    Example:
        ```python
        with Sandbox(seed=7) as box, Pareta(api_key="pareta_sk_test", base_url=box.url) as pa:
            pa.models.list()
        ```
    """

    def __init__(
        self,
        port: int = 0,
        *,
        host: str = "127.0.0.1",
        seed: int = 0,
        speed: float = DEFAULT_SPEED,
        keys: Collection[str] | None = None,
        balance_micro_usd: int = AMPLE_BALANCE_MICRO_USD,
        around: Around | None = None,
        faults: Iterable[RuleLike] = (),
        scenario: str | Scenario | None = None,
        task_idempotency: bool = True,
        sse_pings: float | None = None,
    ) -> None:
        if not 0 <= port <= 65_535:
            raise ValueError(f"port must be a number from 0 (a free one) to 65535, not {port}")
        if isinstance(keys, str | bytes):
            raise TypeError("keys must be a collection of keys, not a single string")
        if balance_micro_usd < 0:
            raise ValueError(f"balance_micro_usd must be 0 or more, not {balance_micro_usd}")
        if sse_pings is not None and not sse_pings > 0:
            raise ValueError("sse_pings must be a number above 0")
        check_speed(speed)
        self._address = (host, port)
        self._seed = seed
        self._speed = speed
        self._balance = balance_micro_usd
        self._keys = keys
        self._around = around
        self._task_idempotency = task_idempotency
        self._sse_pings = sse_pings
        self._faults = FaultRegistry((*specs.load().operations, UPLOAD.id))
        self._faults.add(to_rule(one) for one in faults)
        if scenario is not None:
            self.play(scenario)
        self._app: SandboxApp | None = None
        self._server: HttpServer | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    @property
    def url(self) -> str:
        """The base URL for clients.

        Raises:
            RuntimeError: The sandbox is not running.
        """
        if self._server is None:
            raise RuntimeError("the sandbox is not running; use it in a `with` statement")
        return self._server.url

    @property
    def ledger(self) -> Ledger:
        """What was billed so far: `entries`, `total_micro_usd`, `balance_micro_usd`.

        Raises:
            RuntimeError: The sandbox was never started.

        Example:
            ```python
            assert [entry.operation_id for entry in box.ledger.entries] == ["createTaskRun"]
            ```
        """
        return self._started_app().state.ledger

    @property
    def now(self) -> float:
        """The sandbox seconds since the start.

        Raises:
            RuntimeError: The sandbox was never started.
        """
        return self._started_app().state.clock.now()

    def advance(self, seconds: float) -> None:
        """Move the sandbox's clock ahead, whatever its speed.

        Args:
            seconds: How far, in sandbox seconds.

        Raises:
            ValueError: `seconds` is negative or not finite.
            RuntimeError: The sandbox was never started.

        Example:
            ```python
            with Sandbox(speed=0) as box:
                box.advance(6)  # a deploy that was requested before is live now
            ```
        """
        self._started_app().state.clock.advance(seconds)

    def fail(
        self,
        operation: str,
        fault: Fault,
        *,
        times: int | None = 1,
        after: int = 0,
        seconds: float | None = None,
        in_turn: bool = False,
    ) -> None:
        """Apply a fault to requests.

        Args:
            operation: An operation id of openapi.yaml, or a pattern such as `create*` or `*`.
            fault: What happens to the response.
            times: How many requests it applies to; None for no limit.
            after: How many matching requests to leave alone first.
            seconds: For how long it applies after its first request, in sandbox seconds; None for no limit.
            in_turn: Whether to wait until the rule before this one is used up.

        Raises:
            ValueError: No operation matches, or a number is out of range.

        Example:
            ```python
            box.fail("createTaskRun", Fault(status=503, retry_after=2), times=2)
            ```
        """
        rule = FaultRule(
            operation=operation, fault=fault, times=times, after=after, seconds=seconds, in_turn=in_turn
        )
        self._faults.add([rule])

    def play(self, scenario: str | Scenario) -> None:
        """Add the faults of a scenario.

        Args:
            scenario: A name of `pareta_sandbox.scenarios`, or a `Scenario` of your own.

        Raises:
            ValueError: There is no scenario of that name.

        Example:
            ```python
            box.play("502-for-half-a-minute")
            ```
        """
        self._faults.add((scenario if isinstance(scenario, Scenario) else find_scenario(scenario)).rules)

    def script(self, operation: str, responses: Sequence[ScriptedLike]) -> None:
        """Send these responses to the next requests of an operation, one each. Then the sandbox responds itself again.

        Args:
            operation: An operation id of openapi.yaml.
            responses: What to send, in order: a `ScriptedResponse`, a status, or the JSON of a 200.

        Raises:
            ValueError: There is no such operation, or a response is not valid.
            TypeError: A response is of another type.

        Example:
            ```python
            box.script("createTaskRun", [429, ScriptedResponse(status=503, headers={"Retry-After": "1"})])
            ```
        """
        operations = {**specs.load().operations, UPLOAD.id: UPLOAD}
        if operation not in operations:
            raise ValueError(f"no operation is called {operation!r}")
        faults = [to_fault(to_response(one), operations[operation]) for one in responses]
        self._faults.add(FaultRule(operation=operation, fault=fault) for fault in faults)

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """The requests that arrived, in order: the last 1,000, with API keys redacted.

        Raises:
            RuntimeError: The sandbox was never started.

        Example:
            ```python
            assert box.requests[-1].json["processor"] == "lite"
            ```
        """
        return self._started_app().requests.requests

    def environment(self) -> dict[str, str]:
        """Return the environment variables that point both clients, and programs that use them, at this sandbox.

        Returns:
            `PARETA_API_KEY`, `PARETA_BASE_URL`, `PARALLEL_API_KEY` and `PARALLEL_BASE_URL`.

        Raises:
            RuntimeError: The sandbox is not running.

        Example:
            ```python
            subprocess.run([sys.executable, "program.py"], env={**os.environ, **box.environment()}, check=True)
            ```
        """
        keys = [f"{PARETA_KEY_PREFIX}sandbox"] if self._keys is None else list(self._keys)
        pareta_key = next((key for key in keys if key.startswith(PARETA_KEY_PREFIX)), "")
        return {
            "PARETA_API_KEY": pareta_key,
            "PARETA_BASE_URL": self.url,
            "PARALLEL_API_KEY": keys[0] if keys else "",
            "PARALLEL_BASE_URL": self.url,
        }

    def clear_faults(self) -> None:
        """Remove all faults. `faults_applied` keeps what was applied so far.

        Example:
            ```python
            box.clear_faults()
            ```
        """
        self._faults.clear()

    @property
    def faults_applied(self) -> tuple[AppliedFault, ...]:
        """The faults that were applied, in order. Each is recorded before its effect is visible to the client.

        Example:
            ```python
            assert [applied.operation_id for applied in box.faults_applied] == ["createTaskRun"]
            ```
        """
        return self._faults.applied

    def start(self) -> Self:
        """Serve from a new thread. Use the sandbox as a context manager instead, if you can.

        Returns:
            The sandbox, once it accepts connections.

        Raises:
            RuntimeError: The sandbox is running already, or it did not start.
            OSError: The port is in use.

        Example:
            ```python
            box = Sandbox().start()
            ...
            box.stop()
            ```
        """
        if self._thread is not None:
            raise RuntimeError("the sandbox is running")
        self._bind()
        started: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()

        def run() -> None:
            try:
                asyncio.run(self._serve(lambda _: started.put(None), asyncio.Event()))
            except BaseException as error:
                started.put(error)
                raise

        self._thread = threading.Thread(target=run, name="pareta-sandbox", daemon=True)
        self._thread.start()
        if (error := started.get()) is not None:
            raise RuntimeError("the sandbox did not start") from error
        return self

    def stop(self) -> None:
        """Close every connection and end the thread. Do nothing if the sandbox is not running.

        Example:
            ```python
            box.stop()
            ```
        """
        if self._thread is None or self._loop is None or self._stop is None:
            return
        with contextlib.suppress(RuntimeError):  # the loop has ended already
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._thread = self._loop = self._stop = self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def serve(self, announce: Callable[[str], None], stop: asyncio.Event) -> None:
        """Serve in the running event loop, without a thread.

        Args:
            announce: Called with the URL once connections are accepted.
            stop: Set it to stop the server.

        Raises:
            OSError: The port is in use.

        Example:
            ```python
            await Sandbox(8700, speed=1).serve(print, stop)
            ```
        """
        self._bind()
        await self._serve(announce, stop)

    def _started_app(self) -> SandboxApp:
        if self._app is None:
            raise RuntimeError("the sandbox was never started")
        return self._app

    def _bind(self) -> None:
        # In the caller's thread, so that a port in use raises there.
        listener = listen(*self._address)
        spec = specs.load()
        state = State(seed=self._seed, clock=SandboxClock(self._speed), balance_micro_usd=self._balance)
        self._faults.reset()
        self._app = SandboxApp(
            spec,
            shared_validator(),
            state,
            faults=self._faults,
            keys=self._keys,
            around=self._around,
            task_idempotency=self._task_idempotency,
            sse_pings=self._sse_pings,
            host=self._address[0],
        )
        self._server = HttpServer(serve_with(self._app, *listener.getsockname()[:2]), listener)

    async def _serve(self, announce: Callable[[str], None], stop: asyncio.Event) -> None:
        assert self._server is not None
        self._loop, self._stop = asyncio.get_running_loop(), stop
        await self._server.serve(announce, stop)
