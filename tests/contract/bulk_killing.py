"""Processes that run a bulk job and are killed at a chosen point, and a proxy that keeps a request back. No test here.

A process is forked from a server that has imported everything already, so that one takes a few hundredths of a second.
It kills itself with SIGKILL: no `finally` runs, no buffer is flushed, no connection is closed properly.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import resource
import signal
import sqlite3
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

import attrs
import httpx

import parallel
from parallel import Parallel, ParallelError
from parallel._sync import bulk_job
from parallel.bulk import journal
from parallel.bulk.errors import JournalError
from tests.contract.bulk_world import JOB, World, WorldClock, rows

KILLED = -signal.SIGKILL
_PACKAGE = str(Path(parallel.__file__).parent)
_LOADED = (bulk_job, journal)  # loaded once, by the server of the forks
_HANGS_SECONDS = 30.0
# A process that is killed waits in real time: runs end at once, and what may have been accepted is looked for soon.
_OPTIONS = {"poll_interval": 0.02, "settle": 0.05}


@attrs.frozen
class Spec:
    """What a process does."""

    url: str
    path: Path
    rows: int = 12
    at: str = "step"
    """What is counted: each `step` (before and after each commit, before and after each request, and between: when it
    was sent), or each `line` of the package `parallel`."""
    number: int = 0
    """The one at which it is killed; 0 for none."""


class Points:
    """Counts points, and kills the process at one of them."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.passed: list[str] = []

    def reach(self, name: str) -> None:
        self.passed.append(name)
        if len(self.passed) == self._number:
            os.kill(os.getpid(), signal.SIGKILL)

    def trace(self, frame: FrameType, event: str, argument: Any) -> Any:
        """Count each line, as a function for `sys.settrace`."""
        if not frame.f_code.co_filename.startswith(_PACKAGE):
            return None
        if event == "line":
            self.reach("line")
        return self.trace


class KillingTransport(httpx.HTTPTransport):
    """A transport with a point before and after each request, and one when it was sent and nothing was received."""

    def __init__(self, points: Points) -> None:
        super().__init__(verify=False)
        self._points = points

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        what = f"{request.method} {request.url.path.rpartition('/')[2]}"

        def trace(event: str, info: Any) -> None:
            if event == "http11.receive_response_headers.started":
                self._points.reach(f"sent {what}")

        self._points.reach(f"before {what}")
        request.extensions = {**request.extensions, "trace": trace}
        found = super().handle_request(request)
        found.read()
        self._points.reach(f"after {what}")
        return found


def run(spec: Spec, result: Connection) -> None:
    """Run a job in a process of its own, and send the points that it passed."""
    points = Points(spec.number if spec.at == "step" else 0)

    class KillingConnection(sqlite3.Connection):
        """A connection to a journal that has a point before and after each commit."""

        def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            if sql != "commit":
                return super().execute(sql, *arguments)
            points.reach("before a commit")
            found = super().execute(sql)
            points.reach("after a commit")
            return found

    connect = sqlite3.connect
    with (
        patch("sqlite3.connect", lambda *args, **named: connect(*args, factory=KillingConnection, **named)),
        httpx.Client(transport=KillingTransport(points), timeout=_HANGS_SECONDS) as client_http,
        Parallel(api_key="k", base_url=spec.url, http_client=client_http) as client,
    ):
        lines = Points(spec.number)
        if spec.at == "line":
            sys.settrace(lines.trace)
        with client.bulk(spec.path, **{**JOB, **_OPTIONS}) as job:
            statuses = [row.status for row in job.run(rows(spec.rows))]
        sys.settrace(None)
    assert statuses == ["completed"] * spec.rows
    result.send((points if spec.at == "step" else lines).passed)


def _context() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "h2.connection", "httpcore", "encodings.idna", __name__])
    return context


def start(spec: Spec) -> tuple[Any, Connection]:
    """Start a process, and return it with the end of the pipe where its result arrives."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = _context().Process(target=run, args=(spec, sender), daemon=True)
    process.start()
    sender.close()
    return process, receiver


def run_killed(spec: Spec) -> list[str] | None:
    """Run a job in a process. Return the points that it passed, or None if it was killed."""
    process, receiver = start(spec)
    with receiver:
        found: list[str] | None = None
        with suppress(EOFError):
            found = receiver.recv()
        process.join(_HANGS_SECONDS)
    assert process.exitcode == (KILLED if found is None else 0)
    return found


class ResumeClock(WorldClock):
    """A clock whose pauses take no time, and that begins now: the journal has the time of the killed process."""

    def now(self) -> float:
        return time.time() + self.elapsed


def _open(url: str, path: Path, result: Connection) -> None:
    with Parallel(api_key="k", base_url=url) as client:
        try:
            client.bulk(path, **JOB).close()
        except JournalError as error:
            result.send(str(error))


def attempt(url: str, path: Path) -> str:
    """Open a job in another process, and return why it was refused."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = _context().Process(target=_open, args=(url, path, sender), daemon=True)
    process.start()
    sender.close()
    with receiver:
        found: str = receiver.recv()
    process.join(_HANGS_SECONDS)
    return found


def _fork(url: str, path: Path, result: Connection) -> None:
    with Parallel(api_key="k", base_url=url) as client, client.bulk(path, **{**JOB, **_OPTIONS}) as job:
        child = os.fork()
        if child == 0:
            for use in (
                job.status,
                lambda: [*job.run(rows(1))],
                lambda: job.submit(rows(1)),
                job.retry_failed,
            ):
                try:
                    use()
                except JournalError as error:
                    result.send(str(error))
                else:
                    result.send("not refused")
            job.close()
            os._exit(0)
        os.waitpid(child, 0)
        result.recv()
        assert [row.status for row in job.run(rows(12))] == ["completed"] * 12


@contextmanager
def fork(url: str, path: Path) -> Iterator[str]:
    """Open a job in a process that forks, and return what its child was told. At the end the parent runs the job."""
    receiver, sender = multiprocessing.Pipe()
    process = _context().Process(target=_fork, args=(url, path, sender), daemon=True)
    process.start()
    sender.close()
    with receiver:
        [said] = {receiver.recv() for _ in range(4)}
        yield said
        receiver.send("go on")
        process.join(_HANGS_SECONDS)
    assert process.exitcode == 0


def _run_in_little_space(url: str, path: Path, count: int, size: int, result: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    error = ""
    try:
        with Parallel(api_key="k", base_url=url) as client, client.bulk(path, **{**JOB, **_OPTIONS}) as job:
            list(job.run(rows(count)))
    except (ParallelError, OSError, sqlite3.Error) as caught:
        error = f"{type(caught).__name__}: {caught}"
    result.send(error)


def run_in_little_space(url: str, path: Path, count: int, size: int) -> str:
    """Run a job in a process whose files may have this size at most, and return the error that ended it."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    arguments = (url, path, count, size, sender)
    process = _context().Process(target=_run_in_little_space, args=arguments, daemon=True)
    process.start()
    sender.close()
    with receiver:
        found: str = receiver.recv()
    process.join(_HANGS_SECONDS)
    return found


def calm(world: World) -> None:
    """Wait until the sandbox has done what killed processes sent."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(world.url).netloc, timeout=_HANGS_SECONDS)
    asked = 0
    while asked < 3 or world.active:
        connection.request("GET", "/_sandbox/health")
        connection.getresponse().read()
        asked += 1
    connection.close()


# --- a proxy that keeps a request back


class HoldingProxy(ThreadingHTTPServer):
    """Forwards requests, but keeps back one of those that add runs, and delivers it when told to.

    Args:
        world: Where the requests go.
        number: Which request that adds runs is kept back, from 1.
    """

    daemon_threads = True

    def __init__(self, world: World, number: int) -> None:
        super().__init__(("127.0.0.1", 0), _Forwarding)
        self.world = world
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.is_held = threading.Event()
        self.on_response: Callable[[str], object] = lambda asked: None
        """Called after each response that was forwarded, with the method and the path of its request."""
        self._number = number
        self._added = 0
        self._held: list[tuple[str, str, dict[str, str], bytes]] = []

    def takes(self, request: tuple[str, str, dict[str, str], bytes]) -> bool:
        """Return whether a request is kept back, and keep it."""
        if request[0] != "POST" or not request[1].partition("?")[0].endswith("/runs"):
            return False
        self._added += 1
        if self._added != self._number:
            return False
        self._held.append(request)
        self.is_held.set()
        return True

    @property
    def held_path(self) -> str:
        """The path of the request that is kept back. Empty if there is none."""
        return self._held[0][1].partition("?")[0] if self._held else ""

    def deliver(self, now: bool = True) -> None:
        """Deliver what was kept back, once, if it is `now`. Nobody reads the response."""
        if self._held and now:
            self.forward(*self._held.pop())

    def forward(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.world.url).netloc, timeout=10)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()


class _Forwarding(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: HoldingProxy

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        request = (self.command, self.path, dict(self.headers.items()), body)
        if self.server.takes(request):
            self.rfile.read(1)  # until the process is dead
            self.close_connection = True
            return
        response, content = self.server.forward(*request)
        self.send_response(response.status)
        for name, value in response.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.server.on_response(f"{self.command} {self.path.partition('?')[0]}")

    def do_GET(self) -> None:
        """Forward it."""
        self._forward()

    def do_POST(self) -> None:
        """Forward it, or keep it back."""
        self._forward()

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing."""


@contextmanager
def holding(world: World, number: int) -> Iterator[HoldingProxy]:
    """Run a proxy that keeps back a request that adds runs."""
    with HoldingProxy(world, number) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()
