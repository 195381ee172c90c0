"""Exceptions → the exit status and the message of a command. Pure."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from pareta_cli.exit_codes import ExitCode


class CommandError(Exception):
    """A command cannot do what it was asked to do. The message says what to do next."""

    exit_code = ExitCode.FAILED
    kind = "failed"


class UsageError(CommandError):
    """An argument or an input file is invalid. Nothing was sent."""

    exit_code = ExitCode.USAGE
    kind = "usage"


class NotConfiguredError(CommandError):
    """There is no API key."""

    exit_code = ExitCode.NOT_CONFIGURED
    kind = "not-configured"


class StillRunningError(CommandError):
    """The work has not ended within the timeout. It continues."""

    exit_code = ExitCode.STILL_RUNNING
    kind = "wait-timeout"


class Terminated(BaseException):  # as KeyboardInterrupt, not an Exception
    """The process received SIGTERM."""


@frozen
class Failure:
    """What a command says about the exception that ended it."""

    exit_code: ExitCode
    kind: str
    message: str
    details: dict[str, Any] = field(factory=dict[str, Any])
    """What else `--json` shows: `status`, `request_id`, `ref_id`, `idempotency_key`, `sent`."""


# The classes of both facades by name, the kind as the spec names it, and the exit status; the first that fits counts.
_KINDS = (
    ("WaitTimeoutError", "wait-timeout", ExitCode.STILL_RUNNING),
    ("OutcomeUnknownError", "outcome-unknown", ExitCode.OUTCOME_UNKNOWN),
    ("AuthenticationError", "authentication", ExitCode.NOT_CONFIGURED),
    ("APITimeoutError", "timeout", ExitCode.NO_RESPONSE),
    ("APIConnectionError", "connection", ExitCode.NO_RESPONSE),
    ("APIResponseError", "response", ExitCode.NO_RESPONSE),
    ("StreamEndedError", "stream-ended", ExitCode.NO_RESPONSE),
    ("StreamError", "stream", ExitCode.FAILED),
    ("DeployError", "deploy-failed", ExitCode.FAILED),
    ("TaskRunFailedError", "run-failed", ExitCode.FAILED),
    ("OutputParseError", "output-parse", ExitCode.FAILED),
    ("BadRequestError", "bad-request", ExitCode.FAILED),
    ("InsufficientCreditsError", "insufficient-credits", ExitCode.FAILED),
    ("PermissionDeniedError", "permission-denied", ExitCode.FAILED),
    ("NotFoundError", "not-found", ExitCode.FAILED),
    ("ConflictError", "conflict", ExitCode.FAILED),
    ("UnprocessableEntityError", "unprocessable", ExitCode.FAILED),
    ("RateLimitError", "rate-limit", ExitCode.FAILED),
    ("InternalServerError", "server", ExitCode.FAILED),
    ("APIStatusError", "status", ExitCode.FAILED),
    ("JournalError", "journal", ExitCode.FAILED),
    ("CostLimitError", "cost-limit", ExitCode.FAILED),
    ("BulkError", "bulk", ExitCode.FAILED),
    # Only the root itself remains: a client that cannot be created.
    ("ParetaError", "not-configured", ExitCode.NOT_CONFIGURED),
    ("ParallelError", "not-configured", ExitCode.NOT_CONFIGURED),
)
_DETAILS = ("status_code", "request_id", "ref_id", "idempotency_key", "run_id", "id", "sent")


def failure_of(error: BaseException) -> Failure | None:
    """Return what to say about an exception, or None if it is a bug of this program.

    Args:
        error: What ended a command.
    """
    if isinstance(error, KeyboardInterrupt):
        return Failure(ExitCode.INTERRUPTED, "interrupted", "interrupted")
    if isinstance(error, Terminated):
        return Failure(ExitCode.TERMINATED, "terminated", "terminated")
    if isinstance(error, CommandError):
        return Failure(error.exit_code, error.kind, str(error))
    import parallel  # (Late: the help needs neither.)
    import pareta

    if isinstance(error, (pareta.ParetaError, parallel.ParallelError)):
        kind, code = _kind_of(error)
        details = {name: getattr(error, name, None) for name in _DETAILS}
        known = {name: value for name, value in details.items() if value is not None}
        return Failure(code, kind, for_commands(error.message), known)
    if isinstance(error, (ValueError, TypeError)):  # what the facades raise for an invalid argument
        return Failure(ExitCode.USAGE, "bad-argument", for_commands(str(error)))
    if isinstance(error, ImportError):  # an extra; the message says which
        return Failure(ExitCode.USAGE, "missing-extra", str(error))
    if isinstance(error, OSError):
        return Failure(ExitCode.FAILED, "system", describe_os_error(error))
    return None


# What the SDK advises to programs → the same for the command line.
_ADVICE = (
    ("the limit of timeout=", "the limit of --timeout"),
    ("Raise timeout=, or try", "Raise --timeout, or try"),
    ("Send fewer at once, or raise max_retries", "Send fewer at once, or later"),
    ("with a higher max_cost", "with a higher --max-cost"),
    ("max_cost needs price=:", "--max-cost needs --price:"),
    ("processor is missing:", "--processor is missing:"),
    ("models is empty and frontier names no model", "there is no --model, and --frontier names none"),
    (". Pass [text] for one text", ""),
    (". If it is lost, write what it knew, such as with to_jsonl, before the job is closed", ""),
)


def for_commands(message: str) -> str:
    """Return a message of the SDK with the options of the command line in place of the arguments of its calls.

    Args:
        message: The message.
    """
    for of_the_sdk, of_the_command in _ADVICE:
        message = message.replace(of_the_sdk, of_the_command)
    return message


def describe_os_error(error: OSError) -> str:
    """Return what the system says of a file or a device, without numbers."""
    reason = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename else reason


def _kind_of(error: Exception) -> tuple[str, ExitCode]:
    import parallel
    import pareta

    for name, kind, code in _KINDS:
        for facade in (pareta, parallel):
            found: object = getattr(facade, name, None)
            if isinstance(found, type) and isinstance(error, found):
                return kind, code
    return "failed", ExitCode.FAILED
