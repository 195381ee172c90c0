"""A world whose time passes only when nothing else can happen: a sandbox, clients of both kinds, real sockets.

One event loop carries the sandbox and everything that a client waits for, the sync client's sockets and pauses too.
It runs in the thread of the test, and only while a client waits. While anything is ready it goes on; once nothing is,
the loop's clock jumps to whatever comes next.
So an outage of half a minute, a stall that outlasts a timeout and a poll of ten minutes are milliseconds, and which of
two things comes first never depends on the machine. No faults and no verdicts here.
"""

from __future__ import annotations

import asyncio
import math
import select
import selectors
import socket
import time
from collections.abc import Callable, Coroutine, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace, TracebackType
from typing import Any, Self, TypeVar
from unittest.mock import patch

import httpcore
import httpx

from pareta_core import tls
from pareta_core._sync.connection_pool import PooledTransport
from pareta_core.clock import AsyncClock, Clock
from pareta_core.proxies import ProxyRules
from pareta_sandbox import Sandbox, server
from pareta_sandbox.clock import SandboxClock
from tests.support import EPOCH, TIMEOUT

T = TypeVar("T")

# Bytes on the loopback can be a moment late on a busy machine. Before a jump that could make a difference to anyone
# (a timeout, a deadline) they are waited for in real time, which is longer where the machine is busy.
_SMALL_JUMP = 2.0
_GRACE_SECONDS = 0.0005
_START = 1_000.0
_TICK = 1e-9
# A call that takes this long in real time hangs.
_HANGS_SECONDS = 30.0


class _Selector(selectors.DefaultSelector):
    """Tells what is ready. `on_idle` is called where nothing is, once the client no longer waits: time stands still."""

    def __init__(self) -> None:
        super().__init__()
        self.now = _START
        self.on_idle: Callable[[], None] | None = None
        self.hangs_at = math.inf

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if self.on_idle is not None:
            self.on_idle()
            return []
        if time.monotonic() > self.hangs_at:
            raise TimeoutError("a call hangs")
        if timeout is None:
            # Only a thread, or bytes that the loopback delivers late, can make anything happen.
            return super().select(_HANGS_SECONDS)
        if timeout > _SMALL_JUMP:
            time.sleep(_GRACE_SECONDS)
            if ready := super().select(0):
                return ready
        self.now += timeout
        return []


class _Loop(asyncio.SelectorEventLoop):
    """An event loop by the selector's time."""

    def __init__(self) -> None:
        self.selector = _Selector()
        super().__init__(self.selector)

    def time(self) -> float:
        # It goes on a little whenever it is looked at, as any clock does: some wait for what is nearer than a rounding.
        self.selector.now += _TICK
        return self.selector.now


class World:
    """`do` runs something in the loop, during which time may pass."""

    def __init__(self) -> None:
        self._loop = _Loop()
        self._boxes: list[tuple[asyncio.Event, asyncio.Task[None]]] = []
        self._doing: asyncio.Task[Any] | None = None
        self._interrupted = False
        self.interrupts_pause = False
        """Whether the next pause of a client is interrupted."""
        self._patch = patch.object(server, "SandboxClock", self._clock_class())

    def _clock_class(self) -> type[SandboxClock]:
        loop = self._loop

        class WorldClock(SandboxClock):
            def now(self) -> float:
                return self._jumps + loop.time() - _START

        return WorldClock

    def __enter__(self) -> Self:
        self._patch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._patch.stop()
        self.do(self._end())
        self._loop.close()

    @property
    def now(self) -> float:
        return self._loop.time()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something, and then all that happens without time: the other side must see what a client did."""
        selector = self._loop.selector
        selector.hangs_at = time.monotonic() + _HANGS_SECONDS
        task = self._loop.create_task(self._held(work))
        try:
            self._loop.run_forever()
        finally:
            selector.on_idle = None
        try:
            return task.result()
        except asyncio.CancelledError:
            if not self._interrupted:
                raise
            self._interrupted = False
            raise KeyboardInterrupt from None

    def interrupt(self) -> None:
        """Interrupt a sync client, as Ctrl-C does: where it waits, or else at its next wait. Called in the loop."""
        self._interrupted = True
        if self._doing is not None:
            self._doing.cancel()

    def forget_interruption(self) -> None:
        self._interrupted = self.interrupts_pause = False

    def pass_time(self, seconds: float) -> None:
        """Let everything happen that happens by itself within so many seconds."""
        self.do(asyncio.sleep(seconds))

    def sandbox(self, **settings: Any) -> Sandbox:
        """Return a fresh sandbox; the one before is stopped."""
        return self.do(self._serve(Sandbox(speed=1.0, **settings)))

    async def _held(self, work: Coroutine[Any, Any, T]) -> T:
        if self._interrupted:
            work.close()
            self._loop.selector.on_idle = self._loop.stop
            raise asyncio.CancelledError
        self._doing = asyncio.current_task()
        try:
            return await work
        finally:
            self._doing = None
            self._loop.selector.on_idle = self._loop.stop

    async def _serve(self, box: Sandbox) -> Sandbox:
        await self._end()
        stop, ready = asyncio.Event(), asyncio.Event()
        task = asyncio.ensure_future(box.serve(lambda _: ready.set(), stop))
        self._boxes.append((stop, task))
        await ready.wait()
        return box

    async def _end(self) -> None:
        while self._boxes:
            stop, task = self._boxes.pop()
            stop.set()
            await task

    # --- what clients are made of

    def clock(self) -> FaultClock:
        return FaultClock(self)

    def async_clock(self) -> AsyncFaultClock:
        return AsyncFaultClock(self)

    def http_client(self) -> httpx.Client:
        """Return a sync client that waits for its sockets in the world's loop."""
        with patch("httpcore.SyncBackend", lambda: _Backend(self)):
            transport = PooledTransport(tls.untrusting, ProxyRules({}))
        return httpx.Client(transport=transport, timeout=TIMEOUT)

    def async_http_client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(verify=False, timeout=TIMEOUT)

    def users_http_client(self, *, http2: bool) -> httpx.Client:
        """Return a sync client over httpcore's own pool, as a user may have."""
        return httpx.Client(transport=_PoolTransport(self, http2=http2), timeout=TIMEOUT)

    def users_async_http_client(self, *, http2: bool) -> httpx.AsyncClient:
        return httpx.AsyncClient(http1=not http2, http2=http2, verify=False, timeout=TIMEOUT)

    @contextmanager
    def own_connections(self) -> Generator[None]:
        """Make the clients' own connections wait for their sockets in the world's loop, and live by its time."""
        clock = SimpleNamespace(monotonic=lambda: self.now)
        with ExitStack() as stack:
            stack.enter_context(patch("httpcore.SyncBackend", lambda: _Backend(self)))
            for module in _CLOCKED:
                stack.enter_context(patch(f"pareta_core.{module}.time", clock))
            yield


class _Time:
    def __init__(self, world: World) -> None:
        self._world = world

    def monotonic(self) -> float:
        return self._world.now

    def now(self) -> float:
        return EPOCH + self._world.now

    def random(self) -> float:
        return 0.5


class FaultClock(_Time, Clock):
    """What a sync client waits with."""

    def sleep(self, seconds: float) -> None:
        if self._world.interrupts_pause:
            self._world.interrupts_pause = False
            raise KeyboardInterrupt
        self._world.pass_time(seconds)


class AsyncFaultClock(_Time, AsyncClock):
    """What an async client waits with, in the world's loop. `interrupt` is called where a pause is interrupted."""

    interrupt: Callable[[], None]

    async def sleep(self, seconds: float) -> None:
        if self._world.interrupts_pause:
            self._world.interrupts_pause = False
            self.interrupt()
        await asyncio.sleep(seconds)

    async def run_blocking(self, function: Callable[[], T]) -> T:
        return function()  # a thread would work while time jumps


# The modules of our transport that look at the time.
_CLOCKED = (
    "timeouts",
    *(
        f"{side}.{name}"
        for side in ("_async", "_sync")
        for name in ("http_adapter", "http11", "connection_pool")
    ),
)


class _PoolTransport(httpx.BaseTransport):
    """What httpx does with httpcore's pool, for a pool that waits in the world's loop."""

    def __init__(self, world: World, *, http2: bool) -> None:
        self._pool = httpcore.ConnectionPool(http1=not http2, http2=http2, network_backend=_Backend(world))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        with _as_httpx_errors():
            found = self._pool.handle_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(
                        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx.Response(
            found.status, headers=found.headers, stream=_PoolBody(found), extensions=found.extensions
        )

    def close(self) -> None:
        self._pool.close()


class _PoolBody(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx_errors():
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


@contextmanager
def _as_httpx_errors() -> Generator[None]:
    try:
        yield
    except Exception as error:
        raise getattr(httpx, type(error).__name__)(str(error)) from error


# --- the sync client's sockets


async def _within(
    work: Callable[[], Coroutine[Any, Any, T]],
    timeout: float | None,
    late: type[Exception],
    lost: type[Exception],
) -> T:
    try:
        async with asyncio.timeout(timeout):
            return await work()
    except TimeoutError as error:
        raise late("timed out") from error
    except OSError as error:
        raise lost(str(error)) from error


class _Backend(httpcore.NetworkBackend):
    def __init__(self, world: World) -> None:
        self._world = world

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        loop = self._world._loop
        try:
            self._world.do(
                _within(
                    lambda: loop.sock_connect(sock, (host, port)),
                    timeout,
                    httpcore.ConnectTimeout,
                    httpcore.ConnectError,
                )
            )
        except BaseException:
            sock.close()
            raise
        return _Stream(self._world, sock)


class _Stream(httpcore.NetworkStream):
    def __init__(self, world: World, sock: socket.socket) -> None:
        self._world = world
        self._socket = sock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        loop = self._world._loop
        return self._world.do(
            _within(
                lambda: loop.sock_recv(self._socket, max_bytes),
                timeout,
                httpcore.ReadTimeout,
                httpcore.ReadError,
            )
        )

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        loop = self._world._loop
        self._world.do(
            _within(
                lambda: loop.sock_sendall(self._socket, buffer),
                timeout,
                httpcore.WriteTimeout,
                httpcore.WriteError,
            )
        )

    def close(self) -> None:
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        # Whether a connection that was kept open has ended meanwhile: the pool asks before it uses it again.
        if info == "is_readable":
            readable, _, _ = select.select([self._socket], [], [], 0)
            return bool(readable)
        return None
