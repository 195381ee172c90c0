"""What is measured and what must be reached: one line for each figure. A table, no code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

KB100, MB2 = 100_000, 2_000_000
Kind = Literal["startup", "fresh", "warm"]


@dataclass(frozen=True)
class Case:
    """Work that a process does and measures. Several figures may come from one case."""

    id: str
    kind: Kind
    """`startup`: cases/startup.py; `fresh`: a new worker for each round; `warm`: one worker for all rounds."""
    name: str
    """The stage, or the case in bench/worker.py."""
    options: dict[str, Any] = field(default_factory=dict[str, Any])
    quick: dict[str, Any] = field(default_factory=dict[str, Any])
    """Options that differ in `make bench-quick`."""
    rounds: int = 7
    quick_rounds: int = 3
    """Rounds in `make bench-quick`; none leaves the case out."""


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
    """Largest ratio to bare httpx (smallest, for a speed). None: no such goal."""
    absolute: float | None = None
    """Largest value in the unit itself."""
    ahead: bool = False
    """Whether to be ahead of every other SDK that does the same."""
    earlier: float | None = 1.05
    """Largest cost, as a ratio to that of this SDK at 7f15f99. None: not judged."""
    speed: bool = False
    """Whether the ratio to bare httpx is one of speeds: more is better."""
    dicts: bool = False
    """Whether the goal says how near to bare httpx the SDKs come that only wrap dicts."""
    counted: str = ""
    """The case of bench/instructions.py that decides the goals beside 7f15f99 and other SDKs: times vary more."""
    obstacle: str = ""
    """What stands in the way if a goal is not reached; the profile of the case shows it."""


_OBJECTS = (
    "An object is made for each record, where bare httpx keeps the dicts that the JSON parser makes in C. SDKs that "
    "wrap dicts make theirs when they are read."
)
_MEMORY = (
    "The objects are held beside the dicts they were decoded from, which `to_dict()` and `obj[key]` return."
)
_CALLS = (
    "What a call does beside bare httpx: options, retries, deadlines, typed objects, the response's headers."
)
_CHUNKS = (
    "JSON costs what it costs with bare httpx. Objects are made for each event, three for a chat's, and an async "
    "stream makes a coroutine for each."
)
_STEPS = (
    "Python allocates and frees memory in steps of 256 KB; the growth does not depend on the length of the stream, and "
    "the largest value counts."
)
_STARTUP = "Loading modules is most of it; their number and their import times are in the profile."
_OPEN = "Each run needs two calls, and each call that is open at the same time needs its own connection."

# fmt: off
CASES = [
    Case("import", "startup", "import", quick_rounds=2),
    Case("client", "startup", "client", quick_rounds=1),
    Case("response", "startup", "response", quick_rounds=2),
    Case("sync_get", "warm", "sync_get", {"times": 200}),
    Case("sync_post", "warm", "sync_post", {"times": 200}),
    Case("async_get", "warm", "async_get", {"times": 150}),
    Case("async_post", "warm", "async_post", {"times": 150}),
    Case("at_once", "warm", "at_once", {"calls": 100, "times": 1}, rounds=5),
    Case("executes", "warm", "executes", {"calls": 1000, "hold": 0}, {"calls": 200}, rounds=3, quick_rounds=1),
    Case("held", "warm", "executes", {"calls": 1000, "hold": 1000}, rounds=1, quick_rounds=0),
    Case("models_small", "warm", "models", {"size": 1_300, "times": 100}),
    Case("models_100k", "warm", "models", {"size": KB100, "times": 5}),
    Case("models_2m", "warm", "models", {"size": MB2, "times": 1}),
    Case("leaderboard_small", "warm", "leaderboard", {"size": 1_300, "times": 100}),
    Case("leaderboard_100k", "warm", "leaderboard", {"size": KB100, "times": 10}),
    Case("eval_small", "warm", "eval_run", {"size": 2_500, "times": 100}),
    Case("eval_100k", "warm", "eval_run", {"size": KB100, "times": 10}),
    Case("eval_2m", "warm", "eval_run", {"size": 1_950_000, "times": 2}, {"times": 1}),
    Case("result_small", "warm", "result", {"size": 1_300, "times": 100}),
    Case("result_100k", "warm", "result", {"size": KB100, "times": 10}),
    Case("result_2m", "warm", "result", {"size": MB2, "times": 2}, {"times": 1}),
    Case("memory", "fresh", "big", {"size": MB2}, rounds=1, quick_rounds=0),
    Case("sync_1", "warm", "sync_events", {"per_chunk": 1, "events": 3_000}, {"events": 2_000}),
    Case("async_1", "warm", "async_events", {"per_chunk": 1, "events": 3_000}, {"events": 2_000}),
    Case("sync_64", "warm", "sync_events", {"per_chunk": 64, "events": 3_200}),
    Case("async_64", "warm", "async_events", {"per_chunk": 64, "events": 3_200}),
    Case("deploy_sync_1", "warm", "sync_deploy", {"per_chunk": 1, "events": 3_000}, {"events": 2_000}),
    Case("deploy_async_1", "warm", "async_deploy", {"per_chunk": 1, "events": 3_000}, {"events": 2_000}),
    Case("deploy_sync_64", "warm", "sync_deploy", {"per_chunk": 64, "events": 6_400}, {"events": 3_200}),
    Case("deploy_async_64", "warm", "async_deploy", {"per_chunk": 64, "events": 6_400}, {"events": 3_200}),
    Case("first_token", "warm", "first_token", {"times": 9}, {"times": 5}, rounds=3, quick_rounds=1),
    Case("stream_memory", "fresh", "stream_memory", {"events": 200_000}, rounds=1, quick_rounds=0),
]
FIGURES = [
    Figure("import_wall", "import, wall", "import", "import", "ms", 0.35, counted="import", obstacle=_STARTUP),
    Figure("first_use", "import, client and first response", "response", "first_use", "ms", 1.2, counted="response",
           obstacle=_STARTUP),
    Figure("modules", "modules loaded after import", "import", "modules", "", absolute=99, obstacle=_STARTUP),
    Figure("memory_import", "memory after import", "import", "memory", "MB", 0.6, obstacle=_STARTUP),
    Figure("first_client", "first client", "client", "client", "ms", 1.0, counted="client", obstacle=_STARTUP),
    Figure("further_client", "each further client", "client", "further", "ms", 0.03, counted="further",
           obstacle=_STARTUP),
    Figure("further_response", "each further client with its first response", "client", "further_response", "ms",
           counted="further_response", obstacle=_STARTUP),
    Figure("process", "process start to first response", "response", "start", "ms", 1.10, counted="response",
           obstacle=_STARTUP),
    Figure("sync_get", "sync GET, CPU", "sync_get", "cpu", "µs", 1.06, earlier=0.90, counted="get", obstacle=_CALLS),
    Figure("sync_get_wall", "sync GET, wall", "sync_get", "wall", "µs", obstacle=_CALLS),
    Figure("sync_post", "sync POST, CPU", "sync_post", "cpu", "µs", 1.06, earlier=0.90, counted="post",
           obstacle=_CALLS),
    Figure("async_get", "async GET, CPU", "async_get", "cpu", "µs", 0.75, earlier=0.80, counted="aget",
           obstacle=_CALLS),
    Figure("async_get_wall", "async GET, wall", "async_get", "wall", "µs", obstacle=_CALLS),
    Figure("async_post", "async POST, CPU", "async_post", "cpu", "µs", 0.75, earlier=0.80, counted="apost",
           obstacle=_CALLS),
    Figure("at_once", "100 at once, CPU", "at_once", "cpu", "µs", 0.50, obstacle=_CALLS),
    Figure("models_small", "a list of models, small", "models_small", "cpu", "µs", ahead=True, obstacle=_OBJECTS),
    Figure("models_100k", "a list of models, 100 KB", "models_100k", "cpu", "µs", ahead=True, counted="models",
           obstacle=_OBJECTS),
    Figure("models_2m", "a list of models, 2 MB", "models_2m", "cpu", "ms", 1.5, dicts=True, counted="models_2m",
           obstacle=_OBJECTS),
    Figure("leaderboard_small", "a leaderboard, small", "leaderboard_small", "cpu", "µs", ahead=True,
           obstacle=_OBJECTS),
    Figure("leaderboard_100k", "a leaderboard, 100 KB", "leaderboard_100k", "cpu", "µs", ahead=True,
           counted="leaderboard", obstacle=_OBJECTS),
    Figure("eval_small", "an eval run with per-item results, small", "eval_small", "cpu", "µs", ahead=True,
           obstacle=_OBJECTS),
    Figure("eval_100k", "an eval run with per-item results, 100 KB", "eval_100k", "cpu", "µs", ahead=True,
           counted="eval_run", obstacle=_OBJECTS),
    Figure("eval_2m", "an eval run with per-item results, 2 MB", "eval_2m", "cpu", "ms", 1.5, dicts=True,
           counted="eval_run_2m", obstacle=_OBJECTS),
    Figure("result_small", "a task result, small", "result_small", "cpu", "µs", ahead=True, obstacle=_OBJECTS),
    Figure("result_100k", "a task result, 100 KB", "result_100k", "cpu", "µs", ahead=True, counted="result",
           obstacle=_OBJECTS),
    Figure("result_2m", "a task result, 2 MB", "result_2m", "cpu", "ms", ahead=True, counted="result_2m",
           obstacle=_OBJECTS),
    Figure("memory_peak", "memory for a 2 MB response, read: peak", "memory", "peak", "MB", obstacle=_MEMORY),
    Figure("memory_held", "memory for a 2 MB response, read: held", "memory", "held", "MB", obstacle=_MEMORY),
    Figure("sync_1", "SSE, 1 event per chunk, sync, speed", "sync_1", "cpu", "µs", 1.0, ahead=True, speed=True,
           counted="stream_1", obstacle=_CHUNKS),
    Figure("async_1", "SSE, 1 event per chunk, async, speed", "async_1", "cpu", "µs", 1.05, ahead=True, speed=True,
           counted="astream_1", obstacle=_CHUNKS),
    Figure("sync_64", "SSE, 64 events per chunk, sync, speed", "sync_64", "cpu", "µs", 0.85, ahead=True, speed=True,
           counted="stream_64", obstacle=_CHUNKS),
    Figure("async_64", "SSE, 64 events per chunk, async, speed", "async_64", "cpu", "µs", 0.9, ahead=True, speed=True,
           counted="astream_64", obstacle=_CHUNKS),
    Figure("deploy_sync_1", "named events, 1 per chunk, sync, speed", "deploy_sync_1", "cpu", "µs", ahead=True,
           speed=True, counted="deploy_1", obstacle=_CHUNKS),
    Figure("deploy_async_1", "named events, 1 per chunk, async, speed", "deploy_async_1", "cpu", "µs", ahead=True,
           speed=True, counted="adeploy_1", obstacle=_CHUNKS),
    Figure("deploy_sync_64", "named events, 64 per chunk, sync, speed", "deploy_sync_64", "cpu", "µs", ahead=True,
           speed=True, counted="deploy_64", obstacle=_CHUNKS),
    Figure("deploy_async_64", "named events, 64 per chunk, async, speed", "deploy_async_64", "cpu", "µs", ahead=True,
           speed=True, counted="adeploy_64", obstacle=_CHUNKS),
    Figure("first_token", "first token, async", "first_token", "wall", "ms", 1.0, obstacle=_CALLS),
    Figure("stream_memory", "memory over a stream of 200,000 events", "stream_memory", "memory", "MB", absolute=0.5,
           earlier=None, obstacle=_STEPS),
    Figure("executes", "1,000 executes gathered at once, wall", "executes", "wall", "s", absolute=3.0,
           obstacle=_OPEN),
    Figure("executes_cpu", "1,000 executes gathered at once, CPU", "executes", "cpu", "s", obstacle=_OPEN),
    Figure("held", "1,000 executes whose results take 1 s, wall", "held", "wall", "s", obstacle=_OPEN),
]
# fmt: on
CASE = {case.id: case for case in CASES}
UNITS = {"ms": 1e3, "µs": 1e6, "s": 1.0, "MB": 1e-6, "": 1.0}
