"""What was billed, to whom, for which request; and what is left. Prices stand here too. Knows no HTTP.

One balance for the whole sandbox, in micro-USD. What is billed later (an eval run, when it completes) is set aside
at once, so that the balance never falls below zero.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass

from pareta_sandbox.errors import Refusal

AMPLE_BALANCE_MICRO_USD = 1_000_000_000_000

TASK_RUN_MICRO_USD = {
    "lite": 5_000,
    "base": 10_000,
    "core": 25_000,
    "core2x": 50_000,
    "pro": 100_000,
    "ultra": 300_000,
    "ultra2x": 600_000,
    "ultra4x": 1_200_000,
    "ultra8x": 2_400_000,
}
DEPLOY_MICRO_USD = 1_000
CHAT_PROMPT_TOKEN_MICRO_USD = 1
CHAT_COMPLETION_TOKEN_MICRO_USD = 3


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One billed request. `key` is its idempotency key; `units` how many runs or rows it paid for."""

    operation_id: str
    micro_usd: int
    units: int
    key: str | None
    request_id: str
    account: str

    def as_json(self) -> dict[str, object]:
        return asdict(self)


class Ledger:
    """Entries in the order in which they fell due. Read from any thread."""

    def __init__(self, balance_micro_usd: int, now: Callable[[], float]) -> None:
        self._opening = balance_micro_usd
        self._now = now
        self._entries: list[LedgerEntry] = []
        self._left = balance_micro_usd  # the balance without what is set aside
        self._pending: list[tuple[float, LedgerEntry]] = []
        self._lock = threading.Lock()

    def bill(
        self,
        micro_usd: int,
        *,
        units: int,
        due: float | None,
        key: str | None,
        operation_id: str,
        request_id: str,
        account: str,
    ) -> None:
        entry = LedgerEntry(operation_id, micro_usd, units, key, request_id, account)
        with self._lock:
            self._settle()
            if micro_usd > self._left:
                raise Refusal(402, "the balance is exhausted; top up to go on")
            self._left -= micro_usd
            if due is None:
                self._entries.append(entry)
            else:
                self._pending.append((due, entry))

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        with self._lock:
            self._settle()
            return tuple(self._entries)

    @property
    def total_micro_usd(self) -> int:
        return sum(entry.micro_usd for entry in self.entries)

    @property
    def balance_micro_usd(self) -> int:
        return self._opening - self.total_micro_usd

    def as_json(self) -> dict[str, object]:
        entries = self.entries
        total = sum(entry.micro_usd for entry in entries)
        return {
            "total_micro_usd": total,
            "balance_micro_usd": self._opening - total,
            "entries": [entry.as_json() for entry in entries],
        }

    def _settle(self) -> None:
        """Move what has fallen due into the books."""
        now = self._now()
        due = sorted((item for item in self._pending if item[0] <= now), key=lambda item: item[0])
        if due:
            self._entries += [entry for _, entry in due]
            self._pending = [item for item in self._pending if item[0] > now]
