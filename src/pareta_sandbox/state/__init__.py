"""All that the sandbox remembers, in one object. Knows no HTTP.

Everything runs in the server's event loop; only the ledger may be read from other threads.
"""

from __future__ import annotations

from collections import Counter, OrderedDict

from pareta_sandbox.clock import SandboxClock
from pareta_sandbox.handler_responses import HandlerResponse
from pareta_sandbox.random_source import SeededRandom

from .catalog import Catalog
from .endpoints import Endpoints
from .evals import Evals
from .groups import Group
from .ledger import AMPLE_BALANCE_MICRO_USD, Ledger
from .runs import Run

INITIAL_ENDPOINT = "ep_a1b2c3"
MAX_SAVED_RESPONSES = 10_000


class State:
    """A new organization: a full balance, a catalog, one live endpoint.

    Attributes:
        auto_metrics: Sums over the chats with the model `auto`.
        saved_responses: The first response to each idempotency key, with the fingerprint of its request. A key belongs
            to an account and an operation.
    """

    def __init__(
        self, *, seed: int, clock: SandboxClock, balance_micro_usd: int = AMPLE_BALANCE_MICRO_USD
    ) -> None:
        self.seed = seed
        self.clock = clock
        self.rng = SeededRandom("pareta-sandbox", seed)
        self.ledger = Ledger(balance_micro_usd, clock.now)
        self.catalog = Catalog(self.rng)
        self.endpoints = Endpoints(clock)
        self.runs: dict[str, Run] = {}
        self.groups: dict[str, Group] = {}
        self.evals = Evals(self.rng, self.catalog)
        self.auto_metrics: Counter[str] = Counter()
        self.count_auto(0, 0, requests=0)
        self.saved_responses: OrderedDict[tuple[str, str, str], tuple[str, HandlerResponse]] = OrderedDict()
        self._id_counts: Counter[bytes] = Counter()  # by a short digest: there is one for each run
        self.endpoints.add_live(INITIAL_ENDPOINT, task="contract-key-fields", model="qwen-vl-2")

    def new_id(self, prefix: str, *contents: object, length: int = 32) -> str:
        """Return an id that follows from its contents, and from how often the same contents came before.

        Concurrent requests therefore get the same ids in every run.
        """
        digest = self.rng.hex(32, prefix, *contents)
        count = self._id_counts[bytes.fromhex(digest)] = self._id_counts[bytes.fromhex(digest)] + 1
        return f"{prefix}_{self.rng.hex(length, prefix, digest, count)}"

    def count_auto(self, billed_micro_usd: int, frontier_cost_micro_usd: int, *, requests: int = 1) -> None:
        """Count a chat with the model `auto`. Amounts are in micro-USD."""
        self.auto_metrics["requests"] += requests
        self.auto_metrics["billed_micro_usd"] += billed_micro_usd
        self.auto_metrics["frontier_would_have_cost_micro_usd"] += frontier_cost_micro_usd

    def save_response(self, key: tuple[str, str, str], fingerprint: str, response: HandlerResponse) -> None:
        """Save the first response to an idempotency key. Beyond a limit the oldest one is dropped."""
        self.saved_responses[key] = (fingerprint, response)
        if len(self.saved_responses) > MAX_SAVED_RESPONSES:
            self.saved_responses.popitem(last=False)
