"""What lasts as long as the server (clients, started work, long responses), and one call of a tool."""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal, Protocol, TypeVar

import anyio

import parallel
import pareta
from pareta_mcp import failures, operations, responses

T = TypeVar("T")

WAIT_SECONDS = 45
"""How long a tool waits by default: most clients end a call after a minute."""
MAX_WORK = 1_000
MAX_KEPT = 20
MAX_KEPT_CHARACTERS = 50_000_000
HEARTBEAT = 10.0
"""Seconds between notifications of a call without events: some clients end a call that is silent."""
log = logging.getLogger("pareta_mcp")


class Unavailable(Exception):
    """A client cannot be created.

    Attributes:
        response: What the agent reads.
    """

    def __init__(self, response: responses.ToolResponse) -> None:
        """Create the error.

        Args:
            response: What the agent reads.
        """
        super().__init__(response.summary)
        self.response = response


@dataclass(slots=True)
class Work:
    """Something that continues at the service, whoever waits for it.

    Args:
        kind: What it is, such as `eval run`.
        tool: The tool that shows it, or waits for it.
        argument: The argument of that tool that takes its id.
        id: Its id; None while the service has not responded.
        state: `requested` before the service has accepted it.
    """

    kind: str
    tool: str
    argument: str
    id: str | None = None
    state: Literal["requested", "running", "ended"] = "requested"

    @property
    def next(self) -> str:
        """The call that shows it, or waits for it."""
        return resume(self.tool, self.argument, self.id or "…")

    def describe(self) -> str:
        """Return a sentence about work that continues."""
        if self.state == "requested":
            name = f" {self.id}" if self.id else ""
            return f"The {self.kind}{name} may have been accepted, and billed: {self.next} shows whether."
        return f"The {self.kind} {self.id} continues at the service, and is billed: {self.next} resumes it."


def resume(tool: str, argument: str, id: str) -> str:
    """Return the call that shows work, or waits for it if the tool can.

    Args:
        tool: The tool.
        argument: Its argument that takes the id.
        id: The id of the work.
    """
    waits: dict[str, object] = {"wait_seconds": WAIT_SECONDS} if tool.endswith("_show") else {}
    return responses.call(tool, **{argument: id}, **waits)


@dataclass(slots=True)
class Session:
    """What lasts as long as the server.

    Args:
        base_url: The address of both APIs; None for that of the environment.
        key: The key of both APIs; None for those of the environment.
    """

    base_url: str | None = None
    key: str | None = field(default=None, repr=False)
    work: list[Work] = field(default_factory=list[Work])
    kept: OrderedDict[str, str] = field(default_factory=OrderedDict[str, str])
    _clients: dict[str, Any] = field(default_factory=dict[str, Any])
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def secrets(self) -> list[str]:
        """What no response may contain."""
        found = [self.key, *(os.environ.get(operations.key_variable(api)) for api in ("pareta", "parallel"))]
        return [key.strip() for key in found if key]

    @property
    def pareta(self) -> pareta.AsyncPareta:
        """The client of Pareta, created with its first use.

        Raises:
            Unavailable: The environment has no key, or something invalid.
        """
        return self._client("pareta", pareta.AsyncPareta)

    @property
    def parallel(self) -> parallel.AsyncParallel:
        """The client of the Task API, created with its first use.

        Raises:
            Unavailable: The environment has no key, or something invalid.
        """
        return self._client("parallel", parallel.AsyncParallel)

    def _client(self, api: str, kind: Callable[..., T]) -> T:
        if api not in self._clients:
            try:
                if self.key is None:
                    self._clients[api] = kind.from_env()  # type: ignore[attr-defined]  # both classes have it
                else:
                    self._clients[api] = kind(api_key=self.key, base_url=self.base_url)
            except (pareta.ParetaError, parallel.ParallelError, TypeError, ValueError) as error:
                variable = operations.key_variable(api)
                raise Unavailable(failures.missing_settings(error, variable)) from error
        found: T = self._clients[api]
        return found

    async def aclose(self) -> None:
        """Close the clients, and log what continues."""
        for work in self.continuing():
            log.warning("%s", work.describe())
        async with AsyncExitStack() as stack:
            for client in self._clients.values():
                stack.push_async_callback(client.aclose)

    def continuing(self) -> list[Work]:
        """Return the work that has not ended, as far as this server knows."""
        return [one for one in self.work if one.state != "ended"]

    def keep(self, text: str) -> str:
        """Keep the whole text of a long response for `read_more`. Return its id."""
        response_id = f"response_{next(self._numbers)}"
        self.kept[response_id] = text
        while len(self.kept) > 1 and (
            len(self.kept) > MAX_KEPT or sum(map(len, self.kept.values())) > MAX_KEPT_CHARACTERS
        ):
            self.kept.popitem(last=False)
        return response_id


class Reporter(Protocol):
    """What brings notifications to the client."""

    async def progress(self, progress: float, total: float | None, message: str) -> None:
        """Send a progress notification, if the client asked for them."""
        ...

    async def log(self, message: str) -> None:
        """Send a log message."""
        ...


class Call:
    """One call of a tool: its clients, its progress, and the work that it started."""

    def __init__(self, session: Session, reporter: Reporter) -> None:
        """Create the call.

        Args:
            session: What lasts as long as the server.
            reporter: What brings notifications to the client.
        """
        self.session = session
        self.work: list[Work] = []
        self._reporter = reporter
        self._progress = 0.0
        self._total: float | None = None
        self._said = "waiting"

    @property
    def pareta(self) -> pareta.AsyncPareta:
        """The client of Pareta."""
        return self.session.pareta

    @property
    def parallel(self) -> parallel.AsyncParallel:
        """The client of the Task API."""
        return self.session.parallel

    async def progress(self, message: object, percent: object = None) -> None:
        """Tell the client how far the call is.

        Args:
            message: What happens, in some words.
            percent: From 0 to 100; anything but such a number counts as unknown.
        """
        known = responses.percentage(percent)
        if known is not None:
            self._total = 100.0
        # A protocol's rule: each value is greater than the one before.
        step = 0.01 if self._total else 1.0
        self._progress = max(self._progress + step, known or 0.0)
        self._said = responses.line(message, self.session.secrets)
        await self._reporter.progress(round(self._progress, 2), self._total, self._said)

    @asynccontextmanager
    async def heartbeat(self) -> AsyncGenerator[None]:
        """Repeat the last progress while nothing happens."""

        async def beat() -> None:
            for beats in count(1):
                await anyio.sleep(HEARTBEAT)
                said = self._said.partition(" (after ")[0]
                await self.progress(f"{said} (after {beats * HEARTBEAT:.0f} s)")

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(beat)
            yield
            tasks.cancel_scope.cancel()

    def begin(self, kind: str, tool: str, argument: str, id: str | None = None) -> Work:
        """Record work that is about to be requested, so that no end of the call loses it.

        Args:
            kind: What it is.
            tool: The tool that shows it, or waits for it.
            argument: The argument of that tool that takes its id.
            id: Its id, if the caller chooses it.
        """
        work = Work(kind, tool, argument, id)
        self.work.append(work)
        self.session.work.append(work)
        del self.session.work[:-MAX_WORK]
        return work

    async def accepted(self, work: Work, id: str) -> None:
        """Record the id of work that the service has accepted, and tell the client at once.

        Args:
            work: The work.
            id: Its id.
        """
        work.id, work.state = responses.line(id, self.session.secrets), "running"
        log.info("%s %s was started: %s", work.kind, work.id, work.next)
        await self.progress(f"The {work.kind} {work.id} was started. {work.next} resumes it.")

    def drop(self, work: Work) -> None:
        """Forget work that the service has refused.

        Args:
            work: The work.
        """
        for where in (self.work, self.session.work):
            if work in where:
                where.remove(work)

    def ended(self, id: str) -> None:
        """Record that work has ended, whichever call started it.

        Args:
            id: The id of the work.
        """
        for work in self.session.work:
            if work.id == id:
                work.state = "ended"

    @contextmanager
    def starting(self, work: Work) -> Generator[None]:
        """Let a request that starts work get its response even if the call is cancelled: the response has the id.

        Args:
            work: The work. It is forgotten if the service refuses the request.
        """
        with anyio.CancelScope(shield=True), self.refused(work):
            yield

    @contextmanager
    def refused(self, work: Work) -> Generator[None]:
        """Forget the work if what is done here raises an error that says that it was not accepted.

        Args:
            work: The work.
        """
        try:
            yield
        except (pareta.OutcomeUnknownError, parallel.OutcomeUnknownError):
            raise
        except (pareta.APIStatusError, parallel.APIStatusError, TypeError, ValueError):
            if work.state == "requested":
                self.drop(work)
            raise

    async def report_cancellation(self) -> None:
        """Report what continues after a cancellation: to the client, which gets no response now, and to the log."""
        for work in self.work:
            if work.state != "ended":
                message = f"The call was cancelled. {work.describe()}"
                log.warning("%s", message)
                await self._reporter.log(message)
                await self.progress(message)
