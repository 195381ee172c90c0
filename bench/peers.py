"""Who is measured: one line for each SDK, with what a user of it would write first. A table, no code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Peer:
    """An SDK in an environment of its own, `.venvs/bench-<environment>`."""

    id: str
    title: str
    environment: str
    adapter: str
    """The module of bench/adapters."""
    distribution: str
    """Whose version the table shows."""
    baseline: str
    """The peer that it is compared to: bare httpx, doing the same."""
    imports: str
    client: str
    call: str
    """`imports`, `client` and `call` are the first lines of a program; URL stands for the server's."""
    ours: bool = False
    fast: bool = False
    """With a faster JSON parser than the standard library's."""
    cases: tuple[str, ...] = ()
    """What is measured of it; everything where nothing is named."""


_BARE = 'client = httpx.Client(base_url="URL", headers={"authorization": "Bearer bench"}, timeout=60)'
_PARETA = 'client = pareta.Pareta(api_key="pareta_sk_bench", base_url="URL")'
_PARALLEL = 'client = parallel.Parallel(api_key="bench", base_url="URL")'
# Where JSON is what costs.
_JSON = ("decode_small", "decode_100k", "decode_2m", "result", "read_list", "memory")
_EVENTS = ("sync_1", "async_1", "sync_64", "async_64", "first_token", "stream_memory")
_LIST = "client.models.list()"
_RETRIEVE = 'client.task_run.retrieve("trun_1")'
_GET = 'json.loads(client.get("/v1/models").content)'
_GET_RUN = 'json.loads(client.get("/v1/tasks/runs/trun_1").content)'

# fmt: off
PEERS = [
    Peer("httpx", "bare httpx", "httpx", "bare", "httpx", "httpx",
         "import json, httpx", _BARE, _GET),
    Peer("httpx-tasks", "bare httpx", "httpx", "bare_tasks", "httpx", "httpx-tasks",
         "import json, httpx", _BARE, _GET_RUN),
    Peer("ours-pareta", "ours: pareta", "ours", "ours_pareta", "pareta-sdk", "httpx",
         "import pareta", _PARETA, _LIST, ours=True),
    Peer("ours-parallel", "ours: parallel", "ours", "ours_parallel", "pareta-sdk", "httpx-tasks",
         "import parallel", _PARALLEL, _RETRIEVE, ours=True),
    Peer("ours-pareta-fast", "ours: pareta + msgspec", "ours-fast", "ours_pareta", "pareta-sdk", "httpx",
         "import pareta", _PARETA, _LIST, ours=True, fast=True, cases=_JSON + _EVENTS),
    Peer("ours-parallel-fast", "ours: parallel + msgspec", "ours-fast", "ours_parallel", "pareta-sdk", "httpx-tasks",
         "import parallel", _PARALLEL, _RETRIEVE, ours=True, fast=True, cases=_JSON + _EVENTS),
    Peer("pareta-0.1.0", "pareta 0.1.0", "pareta-0.1.0", "pareta", "pareta", "httpx",
         "import pareta", _PARETA, _LIST),
    Peer("pareta-3.0.4", "pareta 3.0.4", "pareta-3.0.4", "pareta", "pareta", "httpx",
         "import pareta", _PARETA, _LIST),
    Peer("parallel", "parallel-web", "parallel", "parallel", "parallel-web", "httpx-tasks",
         "import parallel", _PARALLEL, _RETRIEVE),
    Peer("openai", "openai", "openai", "openai", "openai", "httpx",
         "from openai import OpenAI", 'client = OpenAI(api_key="bench", base_url="URL/v1")', _LIST),
    Peer("anthropic", "anthropic", "anthropic", "anthropic", "anthropic", "httpx",
         "from anthropic import Anthropic", 'client = Anthropic(api_key="bench", base_url="URL")', _LIST),
    Peer("httpx2", "bare httpx2", "httpx2", "bare", "httpx2", "httpx",
         "import json, httpx2 as httpx", _BARE, _GET),
]
# fmt: on
BY_ID = {peer.id: peer for peer in PEERS}
QUICK = ("httpx", "httpx-tasks", "ours-pareta", "ours-parallel", "ours-pareta-fast", "ours-parallel-fast")
