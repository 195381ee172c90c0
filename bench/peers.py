"""Who is measured: one line for each SDK, with the first lines of a user's program. A table, no code."""

from __future__ import annotations

from dataclasses import dataclass, replace

EARLIER = "7f15f99"
"""The commit of this SDK that the present code is compared to."""
# One table for each facade: those that do the same work stand side by side.
TABLES = {"httpx": "Pareta API", "httpx-tasks": "Task API"}


@dataclass(frozen=True)
class Peer:
    """An SDK in its own environment, `.venvs/bench-<environment>`."""

    id: str
    title: str
    environment: str
    adapter: str
    """The module of bench/adapters."""
    distribution: str
    """The package whose version the table shows."""
    baseline: str
    """The peer that it is compared to: bare httpx, doing the same."""
    imports: str
    client: str
    call: str
    """`imports`, `client` and `call` are the first lines of a program; URL stands for the server's."""
    ours: bool = False
    """Whether it is this SDK, as the tree holds it now."""
    earlier: str = ""
    """Of this SDK: the peer that is the same at an earlier commit."""
    wraps_dicts: bool = False
    """Whether its objects only wrap the dicts that the JSON parser makes."""
    cases: tuple[str, ...] = ()
    """The cases it is measured in; all, if none is named."""

    @property
    def bare(self) -> bool:
        """Whether it is httpx or httpx2 alone."""
        return self.adapter.startswith("bare")

    @property
    def rival(self) -> bool:
        """Whether it is an SDK of somebody else's."""
        return not (self.bare or self.adapter.startswith("ours"))


_BARE = 'client = httpx.Client(base_url="URL", headers={"authorization": "Bearer bench"}, timeout=60)'
_PARETA = 'client = pareta.Pareta(api_key="pareta_sk_bench", base_url="URL")'
_PARALLEL = 'client = parallel.Parallel(api_key="bench", base_url="URL")'
_LIST = "names = [(m.id, m.object, m.owned_by, m.created) for m in client.models.list()]"
_LIST_PARETA = 'names = [(m.id, m["object"], m.owned_by, m.created) for m in client.models.list()]'
_LIST_ANTHROPIC = "names = [(m.id, m.type, m.display_name, m.created_at) for m in client.models.list()]"
_GET = (
    'names = [(m["id"], m["object"], m["owned_by"], m["created"]) for m in '
    'json.loads(client.get("/v1/models").content)["data"]]'
)
_RETRIEVE = 'run = client.task_run.retrieve("trun_1"); state = run.run_id, run.status, run.is_active'
_GET_RUN = (
    'run = json.loads(client.get("/v1/tasks/runs/trun_1").content); '
    'state = run["run_id"], run["status"], run["is_active"]'
)
# Where a faster JSON parser can matter.
_JSON = (
    *("models_small", "models_100k", "models_2m", "leaderboard_small", "leaderboard_100k"),
    *("eval_small", "eval_100k", "eval_2m", "result_small", "result_100k", "result_2m", "memory"),
    *("sync_1", "async_1", "sync_64", "async_64"),
    *("deploy_sync_1", "deploy_async_1", "deploy_sync_64", "deploy_async_64", "stream_memory"),
)

# fmt: off
_OURS = [
    Peer("ours-pareta", "ours", "ours", "ours_pareta", "pareta-sdk", "httpx",
         "import pareta", _PARETA, _LIST, ours=True, earlier="earlier-pareta"),
    Peer("ours-pareta-fast", "ours + msgspec", "ours-fast", "ours_pareta", "pareta-sdk", "httpx",
         "import pareta", _PARETA, _LIST, ours=True, earlier="earlier-pareta-fast", cases=_JSON),
    Peer("ours-parallel", "ours", "ours", "ours_parallel", "pareta-sdk", "httpx-tasks",
         "import parallel", _PARALLEL, _RETRIEVE, ours=True, earlier="earlier-parallel"),
    Peer("ours-parallel-fast", "ours + msgspec", "ours-fast", "ours_parallel", "pareta-sdk", "httpx-tasks",
         "import parallel", _PARALLEL, _RETRIEVE, ours=True, earlier="earlier-parallel-fast", cases=_JSON),
]
PEERS = [
    Peer("httpx", "bare httpx", "httpx", "bare", "httpx", "httpx",
         "import json, httpx", _BARE, _GET),
    Peer("httpx-tasks", "bare httpx", "httpx", "bare_tasks", "httpx", "httpx-tasks",
         "import json, httpx", _BARE, _GET_RUN),
    *_OURS,
    *(replace(peer, id=peer.earlier, title=peer.title.replace("ours", EARLIER), ours=False, earlier="",
              environment=peer.environment.replace("ours", "earlier")) for peer in _OURS),
    Peer("pareta-0.1.0", "pareta 0.1.0", "pareta-0.1.0", "pareta", "pareta", "httpx",
         "import pareta", _PARETA, _LIST_PARETA, wraps_dicts=True),
    Peer("pareta-3.0.4", "pareta 3.0.4", "pareta-3.0.4", "pareta", "pareta", "httpx",
         "import pareta", _PARETA, _LIST_PARETA, wraps_dicts=True),
    Peer("openai", "openai", "openai", "openai", "openai", "httpx",
         "from openai import OpenAI", 'client = OpenAI(api_key="bench", base_url="URL/v1")', _LIST),
    Peer("anthropic", "anthropic", "anthropic", "anthropic", "anthropic", "httpx",
         "from anthropic import Anthropic", 'client = Anthropic(api_key="bench", base_url="URL")', _LIST_ANTHROPIC),
    Peer("httpx2", "bare httpx2", "httpx2", "bare", "httpx2", "httpx",
         "import json, httpx2 as httpx", _BARE, _GET),
    Peer("parallel", "parallel-web", "parallel", "parallel", "parallel-web", "httpx-tasks",
         "import parallel", _PARALLEL, _RETRIEVE),
]
# fmt: on
BY_ID = {peer.id: peer for peer in PEERS}
QUICK = ("httpx", "httpx-tasks", "ours-pareta", "ours-parallel")
EARLIER_IDS = tuple(peer.earlier for peer in _OURS)
