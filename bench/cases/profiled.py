"""Run a case under cProfile: where its time goes, by package and by function. Runs in the peer's environment.

python -m bench.cases.profiled ADAPTER URL CASE OPTIONS
"""

from __future__ import annotations

import asyncio
import cProfile
import json
import pstats
import re
import sys
from importlib import import_module
from typing import Any

from bench.cases import streams
from bench.worker import CASES

SHOWN = 12
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_SITE = re.compile(r".*/(?:site-packages/|python3\.\d+/|(?=bench/))")


def package(file: str) -> str:
    """Return whose code it is: a package, a module of the standard library, or C."""
    _, found, rest = file.partition("site-packages/")
    if found:
        return rest.partition("/")[0]
    if file.startswith("~"):
        return "C"
    name = file.rpartition("/")[2]
    # (Readers are compiled from a string: they are the benchmark's own.)
    return "bench" if "/bench/" in file or name == "<string>" else f"stdlib {name}"


def main(adapter: str, url: str, case: str, options: str) -> None:
    """Print two tables. Time spent waiting for the server is left out."""
    sdk = import_module(f"bench.adapters.{adapter}")
    function, _ = CASES[case]
    if case == "stream_memory":
        _show_growth(asyncio.run(streams.long_growth(sdk, url, **json.loads(options))))
        return
    profile = cProfile.Profile()
    function(sdk, url, **json.loads(options))  # what is loaded on first use is not part of the case
    profile.runcall(function, sdk, url, **json.loads(options))
    statistics: dict[tuple[str, int, str], tuple[int, int, float, float, Any]] = vars(pstats.Stats(profile))[
        "stats"
    ]
    rows = [(key, row) for key, row in statistics.items() if "recv" not in key[2] and "poll" not in key[2]]
    whole = sum(row[2] for _, row in rows)
    share: dict[str, float] = {}
    for (file, _, _), row in rows:
        share[package(file)] = share.get(package(file), 0.0) + row[2] / whole
    print(
        "  ".join(
            f"{name} {part:.1%}" for name, part in sorted(share.items(), key=lambda each: -each[1])[:12]
        )
    )
    print(f"\n{'own %':>6} {'with callees %':>15} {'calls':>9}")
    for (file, line, name), row in sorted(rows, key=lambda each: -each[1][2])[:SHOWN]:
        place = f"{_SITE.sub('', file)}:{line} {name}" if line else _ADDRESS.sub("", name)
        print(f"{row[2] / whole:>6.1%} {row[3] / whole:>15.1%} {row[1]:>9,}  {place}")


def _show_growth(grown: list[float]) -> None:
    """Print the growth at a dozen places of the stream. Memory is allocated and freed in steps of 256 KB."""
    print("thousands of events: MB by which the process has grown")
    step = max(1, len(grown) // SHOWN)
    print("  ".join(f"{place}: {each / 1e6:.2f}" for place, each in enumerate(grown) if place % step == 0))


if __name__ == "__main__":
    main(*sys.argv[1:5])
