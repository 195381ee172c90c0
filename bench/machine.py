"""Environments, server and workers: what runs where."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.peers import BY_ID, EARLIER, EARLIER_IDS, PEERS, Peer

ROOT = Path(__file__).resolve().parents[1]
STARTUP = ROOT / "bench/cases/startup.py"
TIMEOUT = 600.0
"""Seconds that a case may take."""
Numbers = dict[str, float]


def cores() -> tuple[int, int] | None:
    """Return the core of the workers and that of the server; None on a machine with one core."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    found = sorted(os.sched_getaffinity(0))
    return (found[0], found[-1]) if len(found) > 1 else None


def python(peer: Peer) -> str:
    """Return the interpreter of a peer's environment."""
    return str(ROOT / f".venvs/bench-{peer.environment}/bin/python")


def environment(**more: str) -> dict[str, str]:
    """Return the environment variables, without the keys, proxies and Python paths of whoever runs this."""
    dropped = ("API_KEY", "BASE_URL", "_PROXY", "_proxy")
    kept = {name: value for name, value in os.environ.items() if not name.endswith(dropped)}
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
        kept.pop(name, None)
    return {**kept, "PYTHONHASHSEED": "0", **more}


def install_ours() -> None:
    """Build a wheel of the tree as it is and install it in the environments `ours` and `ours-fast`."""
    _install(ROOT, {python(peer) for peer in PEERS if peer.ours})


def install_earlier() -> bool:
    """Install this SDK of the commit `EARLIER` in its environments; return False where git does not have it."""
    interpreters = {python(BY_ID[name]) for name in EARLIER_IDS}
    markers = [Path(each).parents[1] / ".commit" for each in interpreters]
    if all(marker.exists() and marker.read_text() == EARLIER for marker in markers):
        return True
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "tree.tar"
        command = ["git", "archive", "--output", str(archive), EARLIER]
        try:
            subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return False
        with tarfile.open(archive) as tree:
            tree.extractall(Path(folder) / "tree", filter="data")
        _install(Path(folder) / "tree", interpreters)
    for marker in markers:
        marker.write_text(EARLIER)
    return True


def _install(tree: Path, interpreters: set[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _quietly([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], tree)
        (wheel,) = Path(folder).glob("*.whl")
        for interpreter in sorted(interpreters):
            pip = [interpreter, "-m", "pip", "--disable-pip-version-check", "install"]
            _quietly([*pip, "--no-deps", "--force-reinstall", str(wheel)], tree)


def _quietly(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[1:4])} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def server() -> Generator[str, None, None]:
    """Start the loopback server, on its own core where there is one; yield its URL."""
    pinned = cores()
    command = [sys.executable, "-m", "bench.server", *([str(pinned[1])] if pinned else [])]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


def _pin() -> None:
    pinned = cores()
    if pinned:
        os.sched_setaffinity(0, {pinned[0]})


class Worker:
    """A process in a peer's environment that runs the cases it is sent."""

    def __init__(self, peer: Peer, url: str) -> None:
        self._process = subprocess.Popen(
            [python(peer), "-m", "bench.worker", peer.adapter, url],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            preexec_fn=_pin,
        )

    def run(self, case: str, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the case's numbers, or `{"error": …}`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        alarm = threading.Timer(TIMEOUT, self._process.kill)
        alarm.start()
        try:
            self._process.stdin.write(json.dumps({"case": case, "with": options}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            alarm.cancel()
        numbers: dict[str, Any] = json.loads(line) if line else {"error": f"{case}: the worker ended"}
        return numbers

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


def start_up(peer: Peer, url: str, stage: str) -> dict[str, Any]:
    """Start a new process that imports, builds a client or calls, up to the stage."""
    client, call = peer.client.replace("URL", url), peer.call
    command = [python(peer), str(STARTUP), stage, peer.imports, client, call]
    done = subprocess.run(
        command,
        env=environment(BENCH_STARTED=repr(time.perf_counter())),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_pin,
        timeout=TIMEOUT,
    )
    if done.returncode:
        return {"error": done.stderr[-400:]}
    numbers: dict[str, Any] = json.loads(done.stdout)
    return numbers


def version(peer: Peer) -> str:
    """Return the version of a peer's package."""
    program = f"from importlib.metadata import version; print(version({peer.distribution!r}))"
    done = subprocess.run([python(peer), "-c", program], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "?"


def description() -> dict[str, str]:
    """Return what it is measured on, and how busy it is: without names or paths of the machine."""
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    return {
        "cpu": f"{model}, {os.cpu_count()} cores",
        "kernel": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "date": time.strftime("%Y-%m-%d"),
        "load": f"{os.getloadavg()[0]:.1f}",
    }
