"""The sandbox as a running server: in a thread of its own for tests, in the foreground for the command line.

uvicorn serves; its own loop of ticks and its waits are left out, because a test wants to start and stop in
milliseconds, with streams and long polls open.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import socket
import threading
from collections.abc import Callable, Collection, Iterable
from types import TracebackType
from typing import Self

import uvicorn

from . import spec as specs
from .app import Around, SandboxApp
from .clock import SandboxClock, check_speed
from .control import UPLOAD
from .faults.book import FaultBook
from .faults.fault import AppliedFault, Fault, FaultRule
from .faults.forms import RuleLike, rule_of
from .faults.line import cut, mute
from .scenarios import Scenario, named
from .state import State
from .state.ledger import AMPLE_BALANCE_MICRO_USD, Ledger
from .validation import of_process

TEST_SPEED = 100.0


class Sandbox:
    """Both APIs on one loopback port. As a context manager it serves from a thread of its own.

    Time runs `speed` times as fast as on the wall, for everything the services wait for: at the default of 100 a
    deploy is live after 60 ms and a long poll with `timeout=50` gives up after half a second. Two sandboxes with
    one `seed` give the same answers to the same requests.

    `faults` are rules (FaultRule, or the command line's text) and `scenario` the name of a ready list of them;
    `task_idempotency=False` lets the Task API ignore idempotency keys, as it may; `sse_pings` sends a comment over
    each stream that has been silent for so many sandbox seconds.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        host: str = "127.0.0.1",
        seed: int = 0,
        speed: float = TEST_SPEED,
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
            raise TypeError("keys must be a collection of keys, not a single text")
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
        self._faults = FaultBook((*specs.load().operations, UPLOAD.id))
        self._faults.add(rule_of(one) for one in faults)
        if scenario is not None:
            self.play(scenario)
        self._app: SandboxApp | None = None
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    @property
    def url(self) -> str:
        if self._socket is None:
            raise RuntimeError("the sandbox is not running; use it in a `with` statement")
        host, port = self._socket.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    @property
    def ledger(self) -> Ledger:
        """What was billed so far: `entries`, `total_micro_usd`, `balance_micro_usd`."""
        if self._app is None:
            raise RuntimeError("the sandbox was never started")
        return self._app.state.ledger

    def advance(self, seconds: float) -> None:
        """Let the sandbox's clock jump ahead, whatever its speed; at `speed=0` nothing else moves it."""
        if self._app is None:
            raise RuntimeError("the sandbox was never started")
        self._app.state.clock.advance(seconds)

    @property
    def now(self) -> float:
        """How many sandbox seconds have passed since the start."""
        if self._app is None:
            raise RuntimeError("the sandbox was never started")
        return self._app.state.clock.now()

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
        """Let a fault fall on requests for an operation (or for a pattern, `*`); FaultRule says what the rest means."""
        rule = FaultRule(
            operation=operation, fault=fault, times=times, after=after, seconds=seconds, in_turn=in_turn
        )
        self._faults.add([rule])

    def play(self, scenario: str | Scenario) -> None:
        """Add the faults of a scenario, of pareta_sandbox.scenarios or of one's own."""
        self._faults.add((scenario if isinstance(scenario, Scenario) else named(scenario)).rules)

    def clear_faults(self) -> None:
        """No more faults. What has struck stays in `faults_applied`."""
        self._faults.clear()

    @property
    def faults_applied(self) -> tuple[AppliedFault, ...]:
        """The faults that really struck, in order; each is entered before its effect can be seen."""
        return self._faults.applied

    def start(self) -> Self:
        """Serve from a new thread; returns when connections are accepted."""
        if self._thread is not None:
            raise RuntimeError("the sandbox is running")
        self._bind()
        started: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()

        def run() -> None:
            try:
                asyncio.run(self._serve(lambda: started.put(None)))
            except BaseException as problem:
                started.put(problem)
                raise

        self._thread = threading.Thread(target=run, name="pareta-sandbox", daemon=True)
        self._thread.start()
        if (problem := started.get()) is not None:
            raise RuntimeError("the sandbox did not start") from problem
        return self

    def stop(self) -> None:
        """Close every connection and end the thread."""
        if self._thread is None or self._loop is None or self._stop is None:
            return
        with contextlib.suppress(RuntimeError):  # the loop has ended by itself
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._thread = self._loop = self._stop = self._socket = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def serve(self, announce: Callable[[str], None], stop: asyncio.Event) -> None:
        """Serve in the running loop until `stop` is set; `announce` gets the URL once connections are accepted."""
        self._bind()
        await self._serve(lambda: announce(self.url), stop)

    def _bind(self) -> None:
        """In the caller's thread, so that a port in use raises there."""
        host, port = self._address
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # The protocol is named because asyncio turns Nagle's algorithm off only where it is: 40 ms a request otherwise.
        self._socket = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind((host, port))
            self._socket.listen(512)
        except OSError:
            self._socket.close()
            self._socket = None
            raise
        spec = specs.load()
        state = State(seed=self._seed, clock=SandboxClock(self._speed), balance_micro_usd=self._balance)
        self._faults.begin_anew()
        self._app = SandboxApp(
            spec,
            of_process(),
            state,
            faults=self._faults,
            keys=self._keys,
            around=self._around,
            task_idempotency=self._task_idempotency,
            sse_pings=self._sse_pings,
        )

    async def _serve(self, ready: Callable[[], None], stop: asyncio.Event | None = None) -> None:
        assert self._app is not None
        assert self._socket is not None
        self._loop = asyncio.get_running_loop()
        self._stop = stop or asyncio.Event()
        config = uvicorn.Config(
            self._app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=75,
        )
        config.load()
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        await server.startup(sockets=[self._socket])
        ready()
        await self._stop.wait()
        await _shut_down(server, self._app)


async def _shut_down(server: uvicorn.Server, app: SandboxApp) -> None:
    """End whatever is still being answered, then cut every connection.

    In this order, since a stream that has much to say would go on saying it to a connection that is cut already, of
    which asyncio warns. And muted first: to uvicorn an answer that ends half told is an error, which it logs, and one
    that was never begun becomes a 500; both would tell of a stop what is not so.
    """
    app.stopping = True
    for listener in server.servers:
        listener.close()
    for connection in list(server.server_state.connections):
        mute(connection)
    tasks = list(server.server_state.tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for connection in list(server.server_state.connections):
        cut(connection)
    await asyncio.sleep(0)  # connections hear that they are lost
