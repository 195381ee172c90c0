"""All that the sandbox remembers, in one object that a test throws away. Knows no HTTP.

Everything runs on the server's one event loop; only the ledger may be read from another thread.
"""

from __future__ import annotations

from collections import Counter, OrderedDict

from pareta_sandbox.clock import SandboxClock
from pareta_sandbox.dice import Dice
from pareta_sandbox.exchange import Answer

from .catalog import Catalog
from .endpoints import Endpoints
from .evals import Evals
from .groups import Group
from .ledger import AMPLE_BALANCE_MICRO_USD, Ledger
from .runs import Run

FIRST_ENDPOINT = "ep_a1b2c3"
KEYS_REMEMBERED = 10_000


class State:
    """A fresh organisation: a full balance, a catalog, one live endpoint."""

    def __init__(
        self, *, seed: int, clock: SandboxClock, balance_micro_usd: int = AMPLE_BALANCE_MICRO_USD
    ) -> None:
        self.seed = seed
        self.clock = clock
        self.dice = Dice("pareta-sandbox", seed)
        self.ledger = Ledger(balance_micro_usd, clock.now)
        self.catalog = Catalog(self.dice)
        self.endpoints = Endpoints(clock)
        self.runs: dict[str, Run] = {}
        self.groups: dict[str, Group] = {}
        self.evals = Evals(self.dice, self.catalog)
        self.first_answers: OrderedDict[tuple[str, str, str], tuple[str, Answer]] = OrderedDict()
        self._seen: Counter[str] = Counter()
        self.endpoints.add_live(FIRST_ENDPOINT, task="contract-key-fields", model="qwen-vl-2")

    def new_id(self, prefix: str, *contents: object, length: int = 32) -> str:
        """An id from the contents it stands for, and from how often they came before: no race can swap two ids."""
        digest = self.dice.hex(32, prefix, *contents)
        self._seen[digest] += 1
        return f"{prefix}_{self.dice.hex(length, prefix, digest, self._seen[digest])}"

    def remember(self, place: tuple[str, str, str], fingerprint: str, answer: Answer) -> None:
        """Keep the first answer to an idempotency key; the oldest of very many keys is forgotten."""
        self.first_answers[place] = (fingerprint, answer)
        if len(self.first_answers) > KEYS_REMEMBERED:
            self.first_answers.popitem(last=False)
