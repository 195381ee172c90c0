"""The environments, the server and the workers: what runs where. No case and no figure lives here."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.peers import PEERS, Peer

ROOT = Path(__file__).resolve().parents[1]
STARTUP = ROOT / "bench/cases/startup.py"
PATIENCE = 600.0
Numbers = dict[str, float]


def cores() -> tuple[int, int] | None:
    """The core of the workers and that of the server, where there are two to choose from."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    found = sorted(os.sched_getaffinity(0))
    return (found[0], found[-1]) if len(found) > 1 else None


def python(peer: Peer) -> str:
    """The interpreter of a peer's environment."""
    return str(ROOT / f".venvs/bench-{peer.environment}/bin/python")


def environment(**more: str) -> dict[str, str]:
    """No key, proxy or Python path of the person who measures."""
    dropped = ("API_KEY", "BASE_URL", "_PROXY", "_proxy")
    kept = {name: value for name, value in os.environ.items() if not name.endswith(dropped)}
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
        kept.pop(name, None)
    return {**kept, "PYTHONHASHSEED": "0", **more}


def install_ours() -> None:
    """The SDK as a user has it: a wheel of what the tree holds now, in the environments `ours` and `ours-fast`."""
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        _quietly(build)
        (wheel,) = Path(folder).glob("*.whl")
        for target in sorted({python(peer) for peer in PEERS if peer.ours}):
            pip = [target, "-m", "pip", "--disable-pip-version-check", "install"]
            _quietly([*pip, "--no-deps", "--force-reinstall", str(wheel)])


def _quietly(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[1:4])} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def server() -> Generator[str, None, None]:
    """The loopback server, on a core of its own where there is one; gives its URL."""
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
    """A process in a peer's environment that runs the cases it is told."""

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
        """The case's numbers, or `{"error": …}`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        alarm = threading.Timer(PATIENCE, self._process.kill)
        alarm.start()
        try:
            self._process.stdin.write(json.dumps({"case": case, "with": options}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            alarm.cancel()
        answer: dict[str, Any] = json.loads(line) if line else {"error": f"{case}: the worker ended"}
        return answer

    def close(self) -> None:
        """Ends the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


def start_up(peer: Peer, url: str, stage: str) -> dict[str, Any]:
    """A fresh process that does as much as the stage says."""
    client, call = peer.client.replace("URL", url), peer.call
    command = [python(peer), str(STARTUP), stage, peer.imports, client, call]
    done = subprocess.run(
        command,
        env=environment(BENCH_STARTED=repr(time.perf_counter())),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_pin,
        timeout=PATIENCE,
    )
    if done.returncode:
        return {"error": done.stderr[-400:]}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def version(peer: Peer) -> str:
    """The version of a peer's distribution."""
    program = f"from importlib.metadata import version; print(version({peer.distribution!r}))"
    done = subprocess.run([python(peer), "-c", program], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "?"


def description() -> dict[str, str]:
    """What it was measured on: no name and no path of the machine."""
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
    }
