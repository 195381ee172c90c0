"""Measure what a bulk job costs the sandbox: CPU time and memory for each run.

python -m bench.sandbox_load             20,000 runs, then 100,000
python -m bench.sandbox_load 1000000     a million

The sandbox runs in a process of its own. Groups of 1,000 runs go through plain httpx, one after the other: create a
group, add the runs, poll the group until it is inactive, read its outputs once. It reads /proc, so it needs Linux.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

PER_GROUP = 1_000
PHASES = ("submit", "status", "outputs")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "description": "The company's full name."},
        "founded_year": {"type": "integer"},
        "website": {"type": "string", "format": "uri"},
        "summary": {"type": "string", "description": "What it does, in one sentence."},
    },
    "required": ["name", "founded_year", "website", "summary"],
    "additionalProperties": False,
}
SPEC = {"output_schema": {"type": "json", "json_schema": SCHEMA}}


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of the first thread of a process, which is the only one of the sandbox."""
    return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9


def resident_bytes(pid: int) -> int:
    """Return the memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return 1024 * int(status.partition("VmRSS:")[2].split()[0])


def play_group(client: httpx.Client, number: int, pid: int, spent: dict[str, float]) -> None:
    """Let one group of runs go through, and add the sandbox's CPU time of each phase."""
    marks = [cpu_seconds(pid)]
    inputs = [
        {"input": {"company": f"Company {number}-{n}", "country": "Kenya"}, "processor": "lite"}
        for n in range(PER_GROUP)
    ]
    group = client.post("/v1/tasks/groups", json={}).raise_for_status().json()
    path = f"/v1/tasks/groups/{group['taskgroup_id']}"
    body = {"default_task_spec": SPEC, "inputs": inputs}
    status = client.post(f"{path}/runs", json=body).raise_for_status().json()["status"]
    marks.append(cpu_seconds(pid))
    while status["is_active"]:
        time.sleep(0.01)
        status = client.get(path).raise_for_status().json()["status"]
    marks.append(cpu_seconds(pid))
    with client.stream("GET", f"{path}/runs", params={"include_output": "true"}) as response:
        outputs = sum(line.startswith("data: ") and '"output":{' in line for line in response.iter_lines())
    marks.append(cpu_seconds(pid))
    assert outputs == PER_GROUP, f"{outputs} outputs instead of {PER_GROUP}"
    for phase, before, after in zip(PHASES, marks, marks[1:], strict=False):
        spent[phase] += after - before


def main() -> None:
    """Measure, and print a line for each number of runs, and for each tenth on the way to the last."""
    parser = argparse.ArgumentParser(description="Measure what a bulk job costs the sandbox.")
    parser.add_argument(
        "runs",
        type=int,
        nargs="*",
        default=[20_000, 100_000],
        help="a multiple of 10,000 (default: %(default)s)",
    )
    wanted = sorted(parser.parse_args().runs)
    command = [sys.executable, "-m", "pareta_sandbox", "--speed", "100"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sandbox:
        assert sandbox.stdout is not None
        url = sandbox.stdout.readline().split()[-1]
        try:
            measure(url, sandbox.pid, {*wanted, *range(wanted[-1] // 10, wanted[-1], wanted[-1] // 10)})
        finally:
            sandbox.terminate()


def measure(url: str, pid: int, points: set[int]) -> None:
    """Play groups up to the last point, and print what each point took so far."""
    spent: dict[str, float] = dict.fromkeys(PHASES, 0.0)
    with httpx.Client(base_url=url, headers={"x-api-key": "anything"}, timeout=60) as client:
        play_group(client, 0, pid, dict(spent))  # so that all is loaded
        begun, base = time.perf_counter(), resident_bytes(pid)
        print(f"{'runs':>9} {' '.join(f'{phase:>8}' for phase in PHASES)}  CPU µs/run  MB   KB/run  wall s")
        for number in range(1, max(points) // PER_GROUP + 1):
            play_group(client, number, pid, spent)
            if (runs := number * PER_GROUP) in points:
                each = " ".join(f"{1e6 * spent[phase] / runs:8.1f}" for phase in PHASES)
                size = resident_bytes(pid)
                print(
                    f"{runs:9,} {each} {1e6 * sum(spent.values()) / runs:11.1f} {size / 1e6:6.1f}"
                    f" {(size - base) / runs / 1e3:6.2f} {time.perf_counter() - begun:7.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
