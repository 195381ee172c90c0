"""What is measured and what is to be reached: issue 4's table, one line for each figure. A table, no code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

MB2 = 2_000_000
Kind = Literal["startup", "fresh", "warm"]


@dataclass(frozen=True)
class Case:
    """One thing that a worker does. Several figures may be read off it."""

    id: str
    kind: Kind
    """`startup`: cases/startup.py; `fresh`: a worker of its own each time; `warm`: one worker for all rounds."""
    name: str
    """The stage, or the case in bench/worker.py."""
    options: dict[str, Any] = field(default_factory=dict[str, Any])
    quick: dict[str, Any] = field(default_factory=dict[str, Any])
    """What is otherwise in `make bench-quick`."""
    rounds: int = 11
    quick_rounds: int = 3


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    id: str
    title: str
    case: str
    number: str
    """Which of the case's numbers: `cpu`, `wall`, …"""
    unit: Literal["ms", "µs", "s", "MB", ""]
    goal: float | None = None
    """To reach: at most this ratio to bare httpx (at least, where the figure is a speed). None: for information."""
    absolute: float | None = None
    """To reach in the unit itself, beside the ratio or in its place."""
    speed: bool = False
    """The ratio is that of speeds: more is better."""
    fast: float | None = None
    """The goal with a faster JSON parser, where that is another one."""
    hindrance: str = ""
    """What stands in the way where it is not reached; the profile of its case shows it."""


_LIST = (
    "26,000 records are checked, made into objects (0.18 µs each) and looked at by the collector of garbage: 7 ms in "
    "all, where the goal leaves 2. Bare httpx stays with the dicts that the JSON parser makes in C."
)
_SMALL = (
    "Seven objects are made one by one, and the two of the facade: that takes longer than the parser takes for the "
    "JSON."
)
_CHUNKS = (
    "JSON takes what it takes with bare httpx; objects are made of each event, three of a chat's, where that makes "
    "none, and an async stream makes a coroutine for each."
)
_STEPS = (
    "It goes up and down by 256 KB, in which steps Python takes and gives back memory, and not with the length of the "
    "stream. The most that was seen counts."
)

# fmt: off
CASES = [
    Case("import", "startup", "import", rounds=15, quick_rounds=5),
    Case("client", "startup", "client", rounds=9),
    Case("answer", "startup", "answer", rounds=15, quick_rounds=5),
    Case("sync_get", "warm", "sync_get", {"times": 300}, {"times": 150}, rounds=15, quick_rounds=7),
    Case("sync_post", "warm", "sync_post", {"times": 300}, {"times": 150}, rounds=15, quick_rounds=7),
    Case("async_get", "warm", "async_get", {"times": 300}, {"times": 100}, rounds=15, quick_rounds=7),
    Case("async_post", "warm", "async_post", {"times": 300}, {"times": 100}, rounds=15, quick_rounds=7),
    Case("at_once", "warm", "at_once", {"calls": 100, "times": 3}, {"times": 1}, rounds=11, quick_rounds=5),
    Case("executes", "warm", "executes", {"calls": 1000, "hold": 0}, {"calls": 200}, rounds=3, quick_rounds=1),
    Case("held", "warm", "executes", {"calls": 1000, "hold": 1000}, {"calls": 200}, rounds=1, quick_rounds=1),
    Case("decode_small", "warm", "decode", {"size": 1_300, "times": 500}, rounds=11, quick_rounds=5),
    Case("decode_100k", "warm", "decode", {"size": 100_000, "times": 20}, rounds=11, quick_rounds=5),
    Case("decode_2m", "warm", "decode", {"size": MB2, "times": 2}, {"times": 1}, rounds=11, quick_rounds=5),
    Case("result", "warm", "result", {"size": MB2, "times": 3}, {"times": 2}, rounds=11, quick_rounds=5),
    Case("read_list", "warm", "read_list", {"size": MB2, "times": 2}, {"times": 1}, rounds=11, quick_rounds=5),
    Case("memory", "fresh", "big", {"size": MB2}, rounds=3, quick_rounds=1),
    Case("sync_1", "warm", "sync_events", {"per_chunk": 1, "events": 5_000}, {"events": 2_000}, quick_rounds=5),
    Case("async_1", "warm", "async_events", {"per_chunk": 1, "events": 5_000}, {"events": 2_000}, quick_rounds=5),
    Case("sync_64", "warm", "sync_events", {"per_chunk": 64, "events": 6_400}, {"events": 3_200}, quick_rounds=5),
    Case("async_64", "warm", "async_events", {"per_chunk": 64, "events": 6_400}, {"events": 3_200}, quick_rounds=5),
    Case("first_token", "warm", "first_token", {"times": 15}, {"times": 7}, rounds=5, quick_rounds=2),
    Case("stream_memory", "fresh", "stream_memory", {"events": 200_000}, {"events": 30_000}, rounds=3, quick_rounds=1),
]
FIGURES = [
    Figure("import_wall", "import, wall", "import", "import", "ms", 0.35),
    Figure("first_use", "import, client and first answer", "answer", "first_use", "ms", 1.2),
    Figure("modules", "modules loaded after import", "import", "modules", "", absolute=99),
    Figure("memory_import", "memory after import", "import", "memory", "MB", 0.6),
    Figure("first_client", "first client", "client", "client", "ms", 1.0),
    Figure("further_client", "each further client", "client", "further", "ms", 0.03),
    Figure("further_answer", "each further client with its first answer", "client", "further_answer", "ms"),
    Figure("process", "process start to first answer", "answer", "start", "ms", 1.10),
    Figure("sync_get", "sync GET, CPU", "sync_get", "cpu", "µs", 1.06),
    Figure("sync_get_wall", "sync GET, wall", "sync_get", "wall", "µs"),
    Figure("sync_post", "sync POST, CPU", "sync_post", "cpu", "µs", 1.06),
    Figure("async_get", "async GET, CPU", "async_get", "cpu", "µs", 0.75),
    Figure("async_get_wall", "async GET, wall", "async_get", "wall", "µs"),
    Figure("async_post", "async POST, CPU", "async_post", "cpu", "µs", 0.75),
    Figure("at_once", "100 at once, CPU", "at_once", "cpu", "µs", 0.50),
    Figure("decode_small", "decode a task result: small", "decode_small", "cpu", "µs", 2.0, fast=1.0, hindrance=_SMALL),
    Figure("decode_100k", "decode a task result: 100 KB", "decode_100k", "cpu", "µs", 1.3, fast=1.0),
    Figure("decode_2m", "decode a task result: 2 MB", "decode_2m", "cpu", "ms", 1.3, fast=1.0),
    Figure("result_2m", "result() of 2 MB, whole call, CPU", "result", "cpu", "ms", 1.2),
    Figure("result_2m_wall", "result() of 2 MB, whole call, wall", "result", "wall", "ms"),
    Figure("read_list", "a 2 MB list read field by field, CPU", "read_list", "cpu", "ms", 1.10, hindrance=_LIST),
    Figure("memory_peak", "memory for a 2 MB answer: peak", "memory", "peak", "MB", 1.0),
    Figure("memory_held", "memory for a 2 MB answer: held", "memory", "held", "MB", 1.15),
    Figure("sync_1", "SSE, one event per chunk, sync, speed", "sync_1", "cpu", "µs", 1.0, speed=True),
    Figure("async_1", "SSE, one event per chunk, async, speed", "async_1", "cpu", "µs", 1.05, speed=True),
    Figure("sync_64", "SSE, 64 events per chunk, sync, speed", "sync_64", "cpu", "µs", 0.85, speed=True,
           hindrance=_CHUNKS),
    Figure("async_64", "SSE, 64 events per chunk, async, speed", "async_64", "cpu", "µs", 0.9, speed=True,
           hindrance=_CHUNKS),
    Figure("first_token", "first token, async", "first_token", "wall", "ms", 1.0),
    Figure("stream_memory", "memory over a stream of 200,000 events", "stream_memory", "memory", "MB", absolute=0.5,
           hindrance=_STEPS),
    Figure("executes", "1,000 executes gathered at once, wall", "executes", "wall", "s", absolute=3.0),
    Figure("executes_cpu", "1,000 executes gathered at once, CPU", "executes", "cpu", "s"),
    Figure("held", "1,000 executes whose results are held for 1 s, wall", "held", "wall", "s"),
]
# fmt: on
CASE = {case.id: case for case in CASES}
UNITS = {"ms": 1e3, "µs": 1e6, "s": 1.0, "MB": 1e-6, "": 1.0}
