"""The sandbox of `--sandbox`: the one that `pareta sandbox` serves on this computer, or one for this command alone."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pareta_cli import saved_runs
from pareta_cli.failures import UsageError

if TYPE_CHECKING:
    from pareta_sandbox import Sandbox

MISSING_EXTRA = 'the sandbox needs its extra: pip install "pareta-sdk[sandbox]"'
# Sandbox seconds for each second of a sandbox that serves one command: a deploy takes about a second.
COMMAND_SPEED = 20.0


def state_file() -> Path:
    """Return the file in which a running `pareta sandbox` says how to reach it.

    Raises:
        OSError: There is no place for it.
    """
    return saved_runs.data_folder() / "sandbox.json"


def new_sandbox(**settings: Any) -> Sandbox:
    """Return a sandbox that is not started.

    Raises:
        UsageError: The extra is missing, or a setting is invalid.
    """
    try:
        from pareta_sandbox import Sandbox

        return Sandbox(**settings)
    except ModuleNotFoundError as error:
        raise UsageError(f"{MISSING_EXTRA} ({error.name} is missing)") from error
    except ValueError as error:
        raise UsageError(str(error)) from error


def running_sandbox() -> dict[str, str] | None:
    """Return the environment variables for the sandbox that `pareta sandbox` serves, or None if none is running."""
    try:
        state: Any = json.loads(state_file().read_text(encoding="utf-8"))
        url, process = str(state["environment"]["PARETA_BASE_URL"]), int(state["process"])
        if sys.platform != "win32":  # (where the signal 0 would be Ctrl-C)
            os.kill(process, 0)
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=1.0):
            return {str(name): str(value) for name, value in state["environment"].items()}
    except (OSError, OverflowError, ValueError, KeyError, TypeError, AttributeError):
        return None


@contextmanager
def announced(environment: dict[str, str]) -> Generator[bool]:
    """Say in the state file how to reach a sandbox, while it is served. Yield whether it could be said."""
    record = {"process": os.getpid(), "environment": environment}
    try:
        path = state_file()
        saved_runs.save(path.parent, path.stem, record)
    except OSError:  # a home that cannot be written: others do not find the sandbox, and it works
        yield False
        return
    try:
        yield True
    finally:
        path.unlink(missing_ok=True)
