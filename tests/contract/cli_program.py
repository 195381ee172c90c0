"""Starts the real `pareta` in a process of its own, on a sandbox, and takes what it writes."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CANARY = "pareta_sk_canary_5f1e"
COMMAND = [sys.executable, "-m", "pareta_cli"]
LIMIT = 60.0


@dataclass
class Ended:
    """A command that has ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> Any:
        """The error that `--json` writes: the only thing on stderr."""
        return json.loads(self.err)["error"]

    @property
    def resume(self) -> list[str]:
        """The arguments of the command that continues what goes on."""
        steps = "Wait for it|Resume it|Start the rows that are missing|Show its result"
        found = re.search(rf"^(?:{steps}) with: pareta (.*)\Z", self.err, re.MULTILINE | re.DOTALL)
        assert found, self.err
        return shlex.split(found[1])


@dataclass
class Program:
    """The program with its environment."""

    environment: dict[str, str]
    folder: Path
    forker: subprocess.Popen[bytes] | None = None
    """A process of `cli_forker`, which runs commands faster."""

    def run(self, *argv: str, stdin: str | bytes = "", env: Mapping[str, str] | None = None) -> Ended:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        if self.forker is not None:
            return self._fork(self.forker, argv, given, {**self.environment, **(env or {})})
        ran = subprocess.run(
            [*COMMAND, *argv],
            input=given,
            capture_output=True,
            env={**self.environment, **(env or {})},
            cwd=self.folder,
            timeout=LIMIT,
            check=False,
        )
        return checked(ran.returncode, ran.stdout, ran.stderr)

    def _fork(
        self,
        forker: subprocess.Popen[bytes],
        argv: Sequence[str],
        stdin: bytes,
        environment: Mapping[str, str],
    ) -> Ended:
        with tempfile.TemporaryDirectory() as folder:
            paths = {name: Path(folder) / name for name in ("stdin", "stdout", "stderr")}
            for path in paths.values():
                path.write_bytes(b"")
            paths["stdin"].write_bytes(stdin)
            request = {
                "argv": argv,
                "environment": environment,
                "folder": str(self.folder),
                **{name: str(path) for name, path in paths.items()},
            }
            assert forker.stdin is not None
            assert forker.stdout is not None
            forker.stdin.write(json.dumps(request).encode() + b"\n")
            forker.stdin.flush()
            status = int(forker.stdout.readline())
            return checked(status, paths["stdout"].read_bytes(), paths["stderr"].read_bytes())

    @contextlib.contextmanager
    def started(self, *argv: str) -> Iterator[Running]:
        """Start a command whose output goes to pipes. It is killed if it is still there at the end."""
        process = subprocess.Popen(
            [*COMMAND, *argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment,
            cwd=self.folder,
        )
        try:
            yield Running(process)
        finally:
            if process.poll() is None:
                process.kill()
            for pipe in (process.stdout, process.stderr):
                assert pipe is not None
                pipe.close()
            process.wait()


class Running:
    """A command that runs."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._err = b""

    def wait_for(self, pattern: str) -> None:
        """Return when its stderr has this text."""
        assert self._process.stderr is not None
        descriptor, deadline = self._process.stderr.fileno(), time.monotonic() + LIMIT
        while not re.search(pattern.encode(), self._err):
            assert time.monotonic() < deadline, self._err
            if select.select([descriptor], [], [], 1.0)[0]:
                found = os.read(descriptor, 65536)
                assert found, f"it ended without {pattern!r}: {self._err.decode()}"
                self._err += found

    def end(self, number: int = signal.SIGINT) -> Ended:
        """Send a signal and wait for the end."""
        self._process.send_signal(number)
        out, err = self._process.communicate(timeout=LIMIT)
        return checked(self._process.returncode, out, self._err + err)


def checked(status: int, out: bytes, err: bytes) -> Ended:
    """Return what holds for every command: no key, no traceback, nothing that controls a terminal."""
    ended = Ended(status, out.decode(), err.decode())
    for text in (ended.out, ended.err):
        assert CANARY not in text
        assert "Traceback" not in text, text
        assert not re.search(r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f]", text), repr(text)
    return ended


@contextlib.contextmanager
def started_forker() -> Iterator[subprocess.Popen[bytes]]:
    """Start a process of `cli_forker`."""
    command = [sys.executable, str(Path(__file__).with_name("cli_forker.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as forker:
        yield forker
        assert forker.stdin is not None
        forker.stdin.close()


def program_for(url: str, folder: Path, forker: subprocess.Popen[bytes] | None = None) -> Program:
    """Return the program with a canary as both keys, for a server at an address."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ}
    return Program(
        {
            **kept,
            "PARETA_API_KEY": CANARY,
            "PARALLEL_API_KEY": CANARY,
            "PARETA_BASE_URL": url,
            "PARALLEL_BASE_URL": url,
            "PARETA_DATA_DIR": str(folder / "data"),
            "NO_PROXY": "127.0.0.1",
        },
        folder,
        forker,
    )


def words(*argv: Sequence[str] | str) -> list[str]:
    return [word for part in argv for word in ([part] if isinstance(part, str) else part)]


@dataclass
class Screen:
    """What a command wrote to a terminal."""

    status: int
    text: str

    @property
    def plain(self) -> str:
        """The text without the sequences that color it and move the cursor."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.text)


def on_terminal(
    program: Program,
    *argv: str,
    width: int = 100,
    typed: Sequence[tuple[str, str]] = (),
    again: str = "",
    env: Mapping[str, str] | None = None,
) -> Screen:
    """Run a command on a pseudo-terminal.

    Args:
        program: The program.
        argv: Its arguments.
        width: The characters of a line.
        typed: What to type once the output since the last time has a text: pairs of a pattern and the keys.
        again: What to type after all of it whenever nothing was written for a second.
        env: More variables.
    """
    import fcntl
    import pty
    import struct
    import termios

    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    process = subprocess.Popen(
        [*COMMAND, *argv],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={**program.environment, "TERM": "xterm-256color", **(env or {})},
        cwd=program.folder,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0) and None,
    )
    os.close(terminal)
    output, seen, waiting, deadline = b"", 0, list(typed), time.monotonic() + LIMIT
    try:
        while time.monotonic() < deadline:
            if not select.select([controller], [], [], 1.0)[0]:
                os.write(controller, b"" if waiting else again.encode())
                continue
            try:
                found = os.read(controller, 65536)
            except OSError:  # the terminal is closed at the other end
                break
            if not found:
                break
            output += found
            while waiting and re.search(waiting[0][0].encode(), output[seen:], re.DOTALL):
                seen = len(output)
                os.write(controller, waiting.pop(0)[1].encode())
        status = process.wait(timeout=5)
    finally:
        process.kill()
        process.wait()
        os.close(controller)
    text = output.decode()
    assert CANARY not in text
    assert "Traceback" not in text
    return Screen(status, text)
