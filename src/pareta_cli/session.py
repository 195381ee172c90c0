"""What every command gets: the global options, the clients, the output, and the work that it has started."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Protocol, TypeAlias, TypeVar

from attrs import define, field
from cyclopts import Parameter

from pareta_cli.failures import NotConfiguredError, UsageError, for_commands
from pareta_cli.output import Output
from pareta_cli.progress import Progress
from pareta_cli.safe_text import clean_line
from pareta_cli.work import Work, command_line

if TYPE_CHECKING:
    from parallel import Parallel
    from pareta import Pareta

KEY_VARIABLES = {"pareta": "PARETA_API_KEY", "parallel": "PARALLEL_API_KEY"}
URL_VARIABLES = {"pareta": "PARETA_BASE_URL", "parallel": "PARALLEL_BASE_URL"}
_KEY_SOURCES = {
    "pareta": "mint a pareta_sk_ key in the dashboard",
    "parallel": "generate a key on the platform's key page",
}
SANDBOX_ENDED = (
    "It was in a sandbox of this command, which has ended. "
    "`pareta sandbox` in another terminal serves one that stays."
)
_MIN_SECRET = 6
C = TypeVar("C", "Pareta", "Parallel")


class _Retry(Protocol):
    """What both facades say of a retry."""

    @property
    def error(self) -> Exception: ...
    @property
    def pause(self) -> float: ...


@define
class Session:
    """One command."""

    output: Output
    timeout: float | None = None
    """The seconds of `--timeout`."""
    sandbox: bool = False
    """Whether `--sandbox` was given."""
    work: Work | None = None
    """The work that was started, or that the command waits for."""
    _environment: dict[str, str] | None = field(default=None, repr=False)
    _owns_sandbox: bool = False
    _cleanup: ExitStack = field(factory=ExitStack, repr=False)

    # Clients

    def pareta(self, *, waits: bool = False) -> Pareta:
        """Return a client of the Pareta API.

        Args:
            waits: Whether `--timeout` limits the wait of the command, not each request.
        """
        from pareta import Pareta

        return self._client(Pareta, "pareta", waits)

    def parallel(self, *, waits: bool = False) -> Parallel:
        """Return a client of the Task API.

        Args:
            waits: Whether `--timeout` limits the wait of the command, not each request.
        """
        from parallel import Parallel

        return self._client(Parallel, "parallel", waits)

    def _client(self, make: type[C], api: str, waits: bool) -> C:
        environment = self.environment()
        key = environment.get(KEY_VARIABLES[api], "").strip()
        if not key:
            raise NotConfiguredError(
                f"{KEY_VARIABLES[api]} is not set: {_KEY_SOURCES[api]}. "
                "With --sandbox the command runs on this computer, without an account."
            )
        client = make(
            api_key=key,
            base_url=environment.get(URL_VARIABLES[api], "").strip() or None,
            timeout=None if waits else self.timeout,
            on_retry=self._say_retry,
        )
        if self.sandbox:
            client.wire.ignore_proxies()
        self._cleanup.callback(client.close)
        return client

    def environment(self) -> dict[str, str]:
        """Return the variables that the clients are made from: those of the process, or those of the sandbox."""
        if self._environment is None:
            self._environment = self._sandbox_environment() if self.sandbox else dict(os.environ)
        return self._environment

    def _sandbox_environment(self) -> dict[str, str]:
        from pareta_cli import sandboxes

        running = sandboxes.running_sandbox()
        if running is not None:
            return running
        sandbox = sandboxes.new_sandbox(speed=sandboxes.COMMAND_SPEED)
        self._owns_sandbox = True
        return self._cleanup.enter_context(sandbox).environment()

    def _say_retry(self, event: _Retry) -> None:
        reason = clean_line(for_commands(str(event.error)).partition(". ")[0], 200)
        self.output.note(f"retry in {event.pause:.1f} s: {reason}", style="yellow")

    @property
    def poll_interval(self) -> float:
        """Seconds between two polls of work."""
        return 0.2 if self.sandbox else 3.0

    def wait_timeout(self, otherwise: float) -> float:
        """Return the limit of a wait in seconds.

        Args:
            otherwise: The limit if `--timeout` was not given.
        """
        return otherwise if self.timeout is None else self.timeout

    # Work

    def begin(
        self,
        kind: str,
        resume: Callable[[str], Sequence[str]],
        *,
        id: str | None = None,
        idempotency_key: str | None = None,
        next_step: str = "Wait for it",
    ) -> Work:
        """Record that the command is about to start work, or to wait for it.

        Args:
            kind: What it is, such as `task run`.
            resume: The id of the work → the arguments of `pareta` that continue it.
            id: Its id, if the user has passed it.
            idempotency_key: The key of the request that starts it.
            next_step: What those arguments do, for people.
        """
        self.work = Work(
            kind, lambda known: [*resume(known), *self._options()], id, idempotency_key, next_step
        )
        return self.work

    def command_line(self, *words: object) -> str:
        """Return a command of `pareta` that does something where this one does, ready to be pasted into a shell.

        Args:
            words: The arguments.
        """
        return command_line(*words, *self._options())

    def suggest(self, step: str, command: str | None) -> None:
        """Write which command does something with what this one has made. A sandbox of this command takes it along.

        Args:
            step: What that command does, such as `Wait for it with`.
            command: That command, of `command_line`.
        """
        self.output.note(SANDBOX_ENDED if self._owns_sandbox else f"{step}: {command}")

    def _options(self) -> list[str]:
        return ["--sandbox"] if self.sandbox else []

    def end(self) -> None:
        """Record that the work has ended: nothing continues, but its result may still be unwritten."""
        if self.work is not None:
            self.work.has_ended = True

    def progress(self, title: str) -> Progress:
        """Return a context that shows progress."""
        return Progress(self.output, title)

    def close(self) -> bool:
        """Close the clients and the sandbox. Return whether a sandbox ended, and with it all work in it."""
        self._cleanup.close()
        return self._owns_sandbox

    def confirm(self, question: str, *, yes: bool) -> None:
        """Ask before something is deleted.

        Args:
            question: A question that is answered with yes or no.
            yes: Whether `--yes` was given: nothing is asked.

        Raises:
            UsageError: The user declines, or nobody can be asked.
        """
        if yes:
            return
        import sys

        if sys.stdin is None or not sys.stdin.isatty() or self.output.is_json:
            raise UsageError("pass --yes to confirm: there is no terminal to ask at")
        self.output.err.print(clean_line(question) + " [y/N] ", end="")
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise UsageError("not confirmed: nothing was done")


SessionArgument: TypeAlias = Annotated[Session, Parameter(parse=False)]
"""The session as an argument of a command: given by the program, not by the user."""


def check_timeout(timeout: float | None) -> float | None:
    """Return the seconds of `--timeout`.

    Raises:
        UsageError: They are not a positive number.
    """
    if timeout is not None and not (math.isfinite(timeout) and timeout > 0):
        raise UsageError(f"--timeout must be a positive number of seconds, not {timeout:g}")
    return timeout


def secrets_of_environment() -> tuple[str, ...]:
    """Return the API keys of the environment, which are never written."""
    found = (os.environ.get(name, "").strip() for name in KEY_VARIABLES.values())
    return tuple(value for value in found if len(value) >= _MIN_SECRET)
