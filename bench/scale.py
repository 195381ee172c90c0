"""Measure how cost grows with the work. Each curve should be linear or better.

python -m bench.scale       measures and prints the points; `make bench` keeps and draws them
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import machine, spec
from bench.peers import BY_ID

# Title, axes, and the points of each SDK.
Curve = dict[str, Any]
Lines = dict[str, list[tuple[float, float]]]

CALLS = (1, 3, 10, 30, 100, 300, 1000)
SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000, 64_000_000)
EVENTS = (100, 1_000, 10_000, 100_000, 1_000_000)
CLIENTS = (1, 10, 100, 1000)
COPIES = (1, 3, 10, 29)
_IMPORT = "import time; t = time.perf_counter(); {0}; print(time.perf_counter() - t)"


def measure(url: str) -> dict[str, Curve]:
    """Measure every curve. A point that fails ends its line."""
    return {
        "scale-calls": _calls(url),
        "scale-results": _results(url),
        "scale-streams": _streams(url),
        **_clients(url),
        **_specs(),
    }


def _line(peer: str, url: str, case: str, number: str, points: list[tuple[float, dict[str, Any]]]) -> Any:
    """Measure one peer's points in its own worker: (x, the case's options) → (x, the case's number)."""
    worker = machine.Worker(BY_ID[peer], url)
    line: list[tuple[float, float]] = []
    try:
        for x, options in points:
            numbers = worker.run(case, options)
            if number not in numbers:
                print(f"  {peer} {case} {options}: {numbers}", file=sys.stderr)
                break
            line.append((x, numbers[number]))
    finally:
        worker.close()
    return line


def _calls(url: str) -> Curve:
    lines: Lines = {}
    for peer in ("httpx", "httpx2", "ours-pareta"):
        points = [(float(count), {"calls": count, "times": 3 if count <= 100 else 1}) for count in CALLS]
        each = _line(peer, url, "at_once", "wall", points)
        lines[BY_ID[peer].title] = [(count, seconds * count) for count, seconds in each]
    return {"title": "GETs at once on one client", "x": "calls", "y": "seconds for all", "lines": lines}


def _results(url: str) -> Curve:
    lines: Lines = {}
    for peer in ("httpx-tasks", "ours-parallel", "parallel"):
        points = [(float(size), {"size": size, "times": 3 if size < 1e7 else 1}) for size in SIZES]
        lines[BY_ID[peer].title] = _line(peer, url, "result", "wall", points)
    return {"title": "result() of larger responses, read", "x": "bytes", "y": "seconds", "lines": lines}


def _streams(url: str) -> Curve:
    lines: Lines = {}
    for peer in ("httpx", "ours-pareta"):
        points = [(float(count), {"per_chunk": 16, "events": count}) for count in EVENTS]
        each = _line(peer, url, "sync_events", "wall", points)
        lines[BY_ID[peer].title] = [(count, seconds * count) for count, seconds in each]
    return {"title": "streams of more events", "x": "events", "y": "seconds for all", "lines": lines}


def _clients(url: str) -> dict[str, Curve]:
    seconds: Lines = {}
    memory: Lines = {}
    for peer in ("httpx", "ours-pareta"):
        for count in CLIENTS:
            (point,) = _line(peer, url, "clients", "both", [(count, {"count": count})]) or [(count, None)]
            if point[1] is None:
                break
            seconds.setdefault(BY_ID[peer].title, []).append((count, point[1][0]))
            memory.setdefault(BY_ID[peer].title, []).append((count, point[1][1]))
    title = "clients in one process, each with a response"
    return {
        "scale-clients": {"title": title, "x": "clients", "y": "seconds for all", "lines": seconds},
        "scale-clients-memory": {"title": title, "x": "clients", "y": "bytes for all", "lines": memory},
    }


def _specs() -> dict[str, Curve]:
    """Measure the generator and its output, with specs up to 1,000 operations and 2,000 schemas."""
    made: list[tuple[float, float]] = []
    imported: list[tuple[float, float]] = []
    used: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for copies in COPIES:
            place = Path(folder) / str(copies)
            place.mkdir()
            operations = spec.write(place / "openapi.yaml", copies)
            begun = time.perf_counter()
            command = ["-m", "codegen.generate", "--spec", str(place / "openapi.yaml")]
            done = subprocess.run(
                [sys.executable, *command, "--output", str(place / "pareta_wire")],
                cwd=machine.ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                print(f"  {operations} operations: {done.stdout[-300:]}{done.stderr[-300:]}", file=sys.stderr)
                break
            made.append((operations, time.perf_counter() - begun))
            imported.append((operations, _import_time(place, "import pareta_wire")))
            used.append((operations, _import_time(place, "import pareta_wire; pareta_wire.list_models()")))
    return {
        "scale-generate": {
            "title": "regeneration from a larger spec",
            "x": "operations",
            "y": "seconds",
            "lines": {"make generate": made},
        },
        "scale-import": {
            "title": "import of the code of a larger spec",
            "x": "operations",
            "y": "seconds",
            "lines": {"import": imported, "and one request built": used},
        },
    }


def _import_time(place: Path, statements: str) -> float:
    """Return the least time of five new processes, after one that writes the bytecode."""
    python = machine.python(BY_ID["ours-pareta"])
    seen = [
        float(
            subprocess.run(
                [python, "-c", _IMPORT.format(statements)],
                env={**machine.environment(), "PYTHONPATH": str(place)},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for _ in range(6)
    ]
    return min(seen[1:])


if __name__ == "__main__":
    os.chdir(machine.ROOT)
    machine.install_ours()
    with machine.server() as address:
        print(json.dumps(measure(address), indent=1))
