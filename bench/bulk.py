"""Measure bulk jobs beside a bare script and the official client, on the sandbox in another process.

    python -m bench.bulk                                   1,000, 10,000 and 100,000 rows
    python -m bench.bulk --rows 1000000 --ways ours --keep    adds to bench/bulk.json, the plots and README.md
    python -m bench.bulk --rows --keep                     draws what is kept again

Each way does the same: posts groups of 1,000 rows, asks until each is done, reads the outputs once, and writes one JSON
line for each row. `ours` keeps a journal besides, with every commit on the disk. CPU is that of the client's process,
from its first import to its end.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BATCH = 1000
POLL_SECONDS = 0.2
SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "employees": {"type": "integer"},
        "summary": {"type": "string"},
    },
    "required": ["name", "employees", "summary"],
    "additionalProperties": False,
}
BEGIN, END = "<!-- begin: written by bench.bulk -->", "<!-- end: written by bench.bulk -->"
# The environment of each way, as `make bench` sets them up.
WAYS = {"bare httpx": "httpx", "ours": "ours", "ours + msgspec": "ours-fast", "parallel-web": "parallel"}


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of the table."""
    for number in range(count):
        yield {"company": f"Company number {number}", "country": "Germany", "founded": 1900 + number % 100}


def batches(count: int) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows in batches."""
    batch: list[dict[str, Any]] = []
    for row in rows(count):
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


# --- the ways; each imports what it needs


def bare(url: str, count: int, folder: Path) -> dict[str, float]:
    """Do it with httpx alone."""
    import httpx

    spec = {"output_schema": {"type": "json", "json_schema": SCHEMA}}
    with httpx.Client(base_url=url, headers={"x-api-key": "bench"}, timeout=60) as client:
        groups: list[str] = []
        for batch in batches(count):
            group = client.post("/v1/tasks/groups", json={}).json()["taskgroup_id"]
            body = {
                "inputs": [{"input": row, "processor": "lite"} for row in batch],
                "default_task_spec": spec,
            }
            client.post(f"/v1/tasks/groups/{group}/runs", json=body).raise_for_status()
            groups.append(group)
        with (folder / "out.jsonl").open("w") as out:
            for group in groups:
                while client.get(f"/v1/tasks/groups/{group}").json()["status"]["is_active"]:
                    time.sleep(POLL_SECONDS)
                with client.stream("GET", f"/v1/tasks/groups/{group}/runs?include_output=true") as response:
                    for line in response.iter_lines():
                        if line.startswith("data:"):
                            event = json.loads(line[5:])
                            out.write(json.dumps([event["run"]["run_id"], event["output"]["content"]]) + "\n")
    return {}


def ours(url: str, count: int, folder: Path) -> dict[str, float]:
    """Do it as a job with a journal, then open the finished job again."""
    from parallel import BulkJob, Parallel

    def job(client: Parallel) -> BulkJob[dict[str, Any]]:
        return client.bulk(folder / "it.bulk", processor="lite", output=SCHEMA, poll_interval=POLL_SECONDS)

    with Parallel(api_key="bench", base_url=url) as client, job(client) as opened:
        opened.submit(rows(count))
        opened.collect()
        opened.to_jsonl(folder / "out.jsonl")
    measured = usage()
    begun = time.perf_counter()
    with Parallel(api_key="bench", base_url=url) as client, job(client) as opened:
        status = opened.submit(rows(count))
        assert status.completed == count, status
    size = (folder / "it.bulk").stat().st_size
    return {**measured, "resume": time.perf_counter() - begun, "journal": size / count}


def peer(url: str, count: int, folder: Path) -> dict[str, float]:
    """Do it with the official client, as its documentation does large jobs."""
    import parallel

    client: Any = parallel.Parallel(api_key="bench", base_url=url)  # the official one, with names of its own
    groups: list[str] = []
    for batch in batches(count):
        group = client.task_group.create().task_group_id
        client.task_group.add_runs(
            group,
            inputs=[{"input": row, "processor": "lite"} for row in batch],
            default_task_spec={"output_schema": {"type": "json", "json_schema": SCHEMA}},
        )
        groups.append(group)
    with (folder / "out.jsonl").open("w") as out:
        for group in groups:
            while client.task_group.retrieve(group).status.is_active:
                time.sleep(POLL_SECONDS)
            for event in client.task_group.get_runs(group, include_output=True):
                out.write(json.dumps([event.run.run_id, event.output.content]) + "\n")
    return {}


PROGRAMS = {"bare httpx": bare, "ours": ours, "ours + msgspec": ours, "parallel-web": peer}


def usage() -> dict[str, float]:
    """Return what this process has used: seconds of CPU, and MB at its peak."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}


def work(way: str, url: str, count: int) -> None:
    """Do the work in this process, and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        found = PROGRAMS[way](url, count, Path(folder))
        with (Path(folder) / "out.jsonl").open() as out:
            written = sum(1 for _ in out)
        assert written == count, f"{written} of {count} rows"
    print(json.dumps({"wall": time.perf_counter() - begun, **usage(), **found}))


# --- the measurement


@contextmanager
def sandbox() -> Generator[tuple[str, int]]:
    """Start a sandbox in another process; yield its URL and its process id."""
    command = [sys.executable, "-m", "pareta_sandbox", "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if found := re.search(r"http://[\d.]+:\d+", line):
                    yield found[0], process.pid
                    return
        finally:
            process.kill()


def cpu_of(process: int) -> float:
    """Return the seconds of CPU that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_of(process: int) -> float:
    """Return the MB that a process had at its peak."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def measure(way: str, count: int) -> dict[str, float]:
    """Measure one way, with a sandbox of its own."""
    from bench import machine

    interpreter = ROOT / f".venvs/bench-{WAYS[way]}/bin/python"
    with sandbox() as (url, server):
        before = cpu_of(server)
        command = [str(interpreter), str(Path(__file__)), "--work", way, url, str(count)]
        done = subprocess.run(command, env=machine.environment(), capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{way}, {count} rows:\n{done.stderr[-2000:]}")
        found: dict[str, float] = json.loads(done.stdout)
        return {**found, "server_cpu": cpu_of(server) - before, "server_peak": peak_of(server)}


def table(measured: dict[str, dict[str, dict[str, float]]]) -> str:
    """Return the table of what was measured."""
    head = (
        "rows",
        "program",
        "client CPU, µs a row",
        "to bare httpx",
        "peak, MB",
        "resume, s",
        "journal, KB a row",
        "sandbox CPU, µs a row",
        "sandbox peak, MB",
    )
    lines = [f"| {' | '.join(head)} |", "|---:|---|---:|---:|---:|---:|---:|---:|---:|"]
    for count, ways in measured.items():
        number = int(count)
        base = ways.get("bare httpx", {}).get("cpu")
        for way, found in ways.items():
            ratio = f"{found['cpu'] / base:.2f}" if base else "–"
            resume = f"{found['resume']:.2f}" if "resume" in found else "–"
            journal = f"{found['journal'] / 1000:.2f}" if "journal" in found else "–"
            lines.append(
                f"| {number:,} | {way} | {found['cpu'] / number * 1e6:,.0f} | {ratio} | {found['peak']:,.0f} "
                f"| {resume} | {journal} | {found['server_cpu'] / number * 1e6:,.0f} | {found['server_peak']:,.0f} |"
            )
    return "\n".join(lines)


def draw(measured: dict[str, dict[str, dict[str, float]]]) -> None:
    """Write the plots, and the table in README.md."""
    from bench import svg

    for name, what, unit in (("cpu", "CPU of the client", "seconds"), ("peak", "memory of the client", "MB")):
        lines = {
            way: [(float(count), ways[way][name]) for count, ways in measured.items() if way in ways]
            for way in WAYS
        }
        drawn = svg.curves(
            f"Bulk jobs: {what}", "rows", unit, {way: line for way, line in lines.items() if line}
        )
        (ROOT / f"bench/plots/bulk-{name}.svg").write_text(drawn)
    readme = ROOT / "bench/README.md"
    before, _, rest = readme.read_text().partition(BEGIN)
    readme.write_text(f"{before}{BEGIN}\n\n{table(measured)}\n\n{END}{rest.partition(END)[2]}")


def main() -> None:
    """Measure, print the table, and keep a full run."""
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2], sys.argv[3], int(sys.argv[4]))
        return
    from bench import machine

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=[*WAYS])
    parser.add_argument(
        "--keep", action="store_true", help="add the numbers to bench/bulk.json, the plots and README.md"
    )
    arguments = parser.parse_args()
    kept = ROOT / "bench/bulk.json"
    measured: dict[str, dict[str, dict[str, float]]] = {}
    if kept.exists() and arguments.keep:
        measured = json.loads(kept.read_text())
    if arguments.rows:
        machine.install_ours()
    for count in arguments.rows:
        for way in arguments.ways:
            measured.setdefault(str(count), {})[way] = measure(way, count)
            print(f"{way}, {count:,} rows: {measured[str(count)][way]}", file=sys.stderr)
    print(table(measured))
    if arguments.keep:
        kept.write_text(json.dumps(measured, indent=1) + "\n")
        draw(measured)


if __name__ == "__main__":
    main()
