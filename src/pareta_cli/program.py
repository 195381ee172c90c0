"""One run of the program: it parses the arguments, runs the command, and turns what ended it into an exit status."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Sequence
from inspect import BoundArguments, Parameter
from types import FrameType
from typing import cast

from cyclopts import App, CycloptsError

from pareta_cli.app import help_console, new_app, new_output
from pareta_cli.exit_codes import ExitCode
from pareta_cli.failures import Failure, Terminated, UsageError, failure_of
from pareta_cli.input_files import READ, STDIN
from pareta_cli.output import Output, safe_streams
from pareta_cli.session import SANDBOX_ENDED, Session
from pareta_cli.work import Work

# Failures that may come before the service has sent the id of the work that it may have started.
_MAY_HAVE_STARTED = ("interrupted", "terminated", "outcome-unknown")
# Failures of a wait, which say nothing about the work.
_OF_THE_WAIT = ("wait-timeout", "timeout", "connection", "response")
# Failures that end a command whose work has ended, before its result is written.
_BEFORE_THE_RESULT = ("interrupted", "terminated", "system")
# Failures that say that the work has ended.
_ENDED = ("run-failed", "deploy-failed", "output-parse")


class Program:
    """The state of one run."""

    def __init__(self, argv: Sequence[str]) -> None:
        """Prepare to run.

        Args:
            argv: The arguments, without the name of the program.
        """
        end = argv.index("--") if "--" in argv else len(argv)
        options = [STDIN if word == "-" else word for word in argv[:end]]
        self._argv = [*options, *argv[end:]]
        # (Until the global options are parsed, errors are reported as these words ask for.)
        self._color = "--no-color" not in options
        is_json = bool({"--json", "--jsonl"} & set(options))
        self._output: Output = new_output("json" if is_json else "text", color=self._color)
        self._session: Session | None = None
        self._app: App = new_app(self._launch, used=self._argv)

    def run(self) -> int:
        """Run the command. Return the exit status."""
        ended = False
        try:
            try:
                status = self._parse_and_run()
            finally:
                ended = self._session is not None and self._session.close()
            sys.stdout.flush()
            return status
        except BrokenPipeError:
            return ExitCode.BROKEN_PIPE
        except CycloptsError as error:
            return self._report(
                Failure(ExitCode.USAGE, "usage", f"{error}\nSee: {_help_command(self._app, self._argv)}")
            )
        except SystemExit as error:  # of the completion
            return error.code if isinstance(error.code, int) else int(bool(error.code))
        except BaseException as error:
            if isinstance(error, (KeyboardInterrupt, Terminated)):
                _ignore_further_signals()
            if self._session is not None and self._session.work is not None:
                self._session.work.learn_from(error)
            failure = failure_of(error)
            if failure is None:
                if os.environ.get("PARETA_DEBUG"):
                    raise
                failure = Failure(
                    ExitCode.FAILED,
                    "bug",
                    f"{type(error).__name__}: {error}. This is a bug of `pareta`. "
                    "PARETA_DEBUG=1 shows where it happened; please report it.",
                )
            return self._report(failure, sandbox_ended=ended)

    def _parse_and_run(self) -> int:
        console = help_console(color=self._color)
        status = self._app.meta(
            self._argv,
            console=console,
            error_console=console,
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
        return status if isinstance(status, int) else ExitCode.OK

    def _launch(self, tokens: list[str], session: Session) -> int:
        self._session, self._output = session, session.output

        def show_warning(message: Warning | str, *_rest: object, **_names: object) -> None:
            session.output.warning(message)

        warnings.showwarning = show_warning
        console = session.output.out
        command, bound, ignored = self._app.parse_args(
            tokens, console=console, error_console=console, exit_on_error=False, print_error=False
        )
        _check_stdin(bound)
        for name in ignored:
            bound.arguments[name] = session
        status = command(*bound.args, **bound.kwargs)
        return status if isinstance(status, int) else ExitCode.OK

    def _report(self, failure: Failure, *, sandbox_ended: bool = False) -> int:
        work = self._session.work if self._session is not None else None
        message = failure.message
        if failure.kind == "wait-timeout" and work is not None and work.id is not None:
            message = f"the {work.kind} has not ended within the timeout"
        shown = work if _continues(failure, work) else None
        if shown is not None and sandbox_ended:
            message, shown = f"{message}\n{SANDBOX_ENDED}", None
        try:
            self._output.failure(failure.kind, message, failure.exit_code, failure.details, shown)
        except BrokenPipeError:
            return ExitCode.BROKEN_PIPE
        return failure.exit_code


def _continues(failure: Failure, work: Work | None) -> bool:
    """Tell whether work continues, or may continue, or has a result that was not written."""
    if work is None or failure.kind in _ENDED:
        return False
    if work.has_ended:
        return failure.kind in _BEFORE_THE_RESULT
    if work.id is None:
        return failure.kind in _MAY_HAVE_STARTED or failure.details.get("sent") is True
    return work.is_confirmed or failure.kind in _MAY_HAVE_STARTED + _OF_THE_WAIT


def _check_stdin(bound: BoundArguments) -> None:
    """Refuse `-` where nothing is read: paid results written to stdin would be lost, and a text would be another.

    Raises:
        UsageError: An argument that is not read is `-`, or more than one that is.
    """
    readers: list[str] = []
    for name, value in bound.arguments.items():
        values: list[object] = cast("list[object]", value) if isinstance(value, list) else [value]
        if STDIN not in map(str, values):
            continue
        is_option = bound.signature.parameters[name].kind is Parameter.KEYWORD_ONLY
        readers.append(f"--{name.replace('_', '-')}" if is_option else name.upper())
        if name not in READ:
            raise UsageError(
                f"{readers[-1]} cannot be -, which stands for stdin: pass another value, or leave it out"
            )
    if len(readers) > 1:
        raise UsageError(f"only one of {' and '.join(readers)} can be read from stdin")


def _help_command(app: App, argv: Sequence[str]) -> str:
    try:
        chain, _, _ = app.parse_commands(argv)
    except CycloptsError:
        chain = ()
    return " ".join(["pareta", *chain, "--help"])


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _ignore_further_signals() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _detach_broken_streams() -> None:
    """Flush the standard streams. Where that fails, let the interpreter's own flush at the end go nowhere."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, stream.fileno())
            os.close(null)


def run(argv: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        argv: The arguments, without the name of the program; None for those of the process.

    Returns:
        The exit status.
    """
    safe_streams()
    signal.signal(signal.SIGTERM, _terminate)
    try:
        return Program(sys.argv[1:] if argv is None else argv).run()
    except KeyboardInterrupt:  # a second one
        return ExitCode.INTERRUPTED
    except Terminated:
        return ExitCode.TERMINATED
    finally:
        # (At the end of the interpreter an exception would be printed with its traceback.)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _detach_broken_streams()
