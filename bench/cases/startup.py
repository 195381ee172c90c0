"""A new process: what the import, clients and the first response cost. Run as a script; it imports nothing.

    python startup.py import|client|response "<import statements>" "<client = …>" "<first call>"

BENCH_STARTED holds the time at which this process was started, by the same clock.
"""

import sys
import time

FURTHER = 8


def _resident() -> float:
    with open("/proc/self/status", "rb") as file:  # noqa: PTH123
        for line in file:
            if line.startswith(b"VmRSS:"):
                return float(line.split()[1]) * 1024
    return 0.0


def main(stage: str, imports: str, build: str, call: str) -> dict[str, float]:
    """Run the statements up to `stage` and return what each of them took."""
    space: dict[str, object] = {}
    numbers: dict[str, float] = {}
    begun, cpu = time.perf_counter(), time.process_time()
    exec(imports, space)  # noqa: S102
    numbers["import"] = time.perf_counter() - begun
    numbers["import_cpu"] = time.process_time() - cpu
    numbers["modules"] = len(sys.modules)
    numbers["memory"] = _resident()
    if stage == "import":
        return numbers
    built = time.perf_counter()
    exec(build, space)  # noqa: S102
    numbers["client"] = time.perf_counter() - built
    if stage == "client":
        kept: list[object] = []
        code, further = compile(build, "client", "exec"), time.perf_counter()
        for _ in range(FURTHER):
            exec(code, space)  # noqa: S102
            kept.append(space["client"])
        numbers["further"] = (time.perf_counter() - further) / FURTHER
        first = compile(call, "call", "exec")
        for _ in range(2):  # what the first call loads is no part of a further client
            exec(first, space)  # noqa: S102
        further = time.perf_counter()
        for _ in range(FURTHER):
            exec(code, space)  # noqa: S102
            exec(first, space)  # noqa: S102
            kept.append(space["client"])
        numbers["further_response"] = (time.perf_counter() - further) / FURTHER
        return numbers
    exec(call, space)  # noqa: S102
    numbers["first_use"] = time.perf_counter() - begun
    numbers["cpu"] = time.process_time()
    import os

    numbers["start"] = time.perf_counter() - float(os.environ["BENCH_STARTED"])
    return numbers


if __name__ == "__main__":
    found = main(*sys.argv[1:5])
    import json

    print(json.dumps(found))
