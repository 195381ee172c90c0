"""The exit status of every command, with what it means. `docs/command-line.md` has this table."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended."""

    OK = 0
    FAILED = 1
    USAGE = 2
    NOT_CONFIGURED = 3
    STILL_RUNNING = 4
    OUTCOME_UNKNOWN = 5
    NO_RESPONSE = 6
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    TERMINATED = 143


MEANINGS = {
    ExitCode.OK: "Success.",
    ExitCode.FAILED: "The service refused the request, or the work failed.",
    ExitCode.USAGE: "The command line or an input file is invalid, or an extra is not installed. Nothing was sent.",
    ExitCode.NOT_CONFIGURED: "The API key or the base URL is missing or invalid, or the service rejected the key.",
    ExitCode.STILL_RUNNING: "The wait reached its timeout. The work continues; the message has its id.",
    ExitCode.OUTCOME_UNKNOWN: "It is unknown whether billed work was started. The message has the idempotency key.",
    ExitCode.NO_RESPONSE: "The service could not be reached, or sent no usable response. Try again.",
    ExitCode.INTERRUPTED: "Ctrl-C. Work that was started continues; the message has its id.",
    ExitCode.BROKEN_PIPE: "The program that read the output has ended, as `head` does.",
    ExitCode.TERMINATED: "SIGTERM. Work that was started continues; the message has its id.",
}
