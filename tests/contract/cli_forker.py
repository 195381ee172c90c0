"""Runs `pareta` again and again in forks of one process, which has imported everything once.

It reads a line of JSON from stdin for each run, and writes the exit status to stdout. A process with an interpreter of
its own for each run costs a second on a busy machine, most of it for imports.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import httpx  # noqa: F401  # what a command would import

import parallel
import pareta
from pareta_cli.__main__ import main
from pareta_cli.program import Program  # noqa: F401
from pareta_core._sync import http_adapter, stream, transport  # noqa: F401

_LOADED = (
    pareta.Pareta,
    pareta.ParetaError,
    parallel.Parallel,
    parallel.TaskRunEvent,
    parallel.ParallelError,
)


def serve() -> int:
    """Run what is asked for; in a fork, return its exit status."""
    for line in sys.stdin.buffer:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
                opened = os.open(request[name], os.O_RDONLY if descriptor == 0 else os.O_WRONLY)
                os.dup2(opened, descriptor)
                os.close(opened)
            sys.stdin = Path(request["stdin"]).open(encoding="utf-8")  # noqa: SIM115
            os.environ.clear()
            os.environ.update(request["environment"])
            os.chdir(request["folder"])
            return main(request["argv"])
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(serve())
