"""The ledger: what was billed, to whom, for which request, and what is left. Also the prices. Knows no HTTP.

There is one balance for the whole sandbox, in micro-USD. What is billed later (an eval run, when it completes) is
reserved at once, so that the balance never falls below zero.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass

from pareta_sandbox.errors import ApiError

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
FRONTIER_PROMPT_TOKEN_MICRO_USD = 15
FRONTIER_COMPLETION_TOKEN_MICRO_USD = 60


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One billed request.

    Attributes:
        operation_id: The operation of openapi.yaml.
        micro_usd: The price, in micro-USD.
        units: How many runs or rows it paid for.
        key: The idempotency key of the request, or None.
        request_id: The id of the request.
        account: The caller, as a name that does not reveal the API key.
    """

    operation_id: str
    micro_usd: int
    units: int
    key: str | None
    request_id: str
    account: str

    def as_json(self) -> dict[str, object]:
        """Return the entry as `GET /_sandbox/ledger` does.

        Returns:
            A JSON object.

        Example:
            ```python
            print(json.dumps(box.ledger.entries[0].as_json()))
            ```
        """
        return asdict(self)


class Ledger:
    """What was billed, in order. Safe to read from any thread.

    Example:
        ```python
        assert box.ledger.total_micro_usd == 5_000
        ```
    """

    def __init__(self, balance_micro_usd: int, now: Callable[[], float]) -> None:
        self._initial_balance = balance_micro_usd
        self._now = now
        self._entries: list[LedgerEntry] = []
        self._total = 0  # of the entries
        self._available = balance_micro_usd  # without what is reserved
        self._pending: list[tuple[float, LedgerEntry]] = []
        self._lock = threading.Lock()

    def bill(
        self,
        micro_usd: int,
        *,
        units: int,
        due_at: float | None,
        key: str | None,
        operation_id: str,
        request_id: str,
        account: str,
    ) -> None:
        """Bill a request. The sandbox calls this; a test only reads the ledger.

        Args:
            micro_usd: The price, in micro-USD.
            units: How many runs or rows it pays for.
            due_at: When the entry appears, in sandbox seconds; None for now.
            key: The idempotency key, or None.
            operation_id: The operation.
            request_id: The id of the request.
            account: The caller.

        Raises:
            ApiError: The balance does not cover it (402).

        Example:
            ```python
            ledger.bill(
                5_000, units=1, due_at=None, key=None, operation_id="createTaskRun", request_id="req_1", account="test"
            )
            ```
        """
        entry = LedgerEntry(operation_id, micro_usd, units, key, request_id, account)
        with self._lock:
            self._move_due_entries()
            if micro_usd > self._available:
                raise ApiError(402, "the balance is exhausted; top it up to continue")
            self._available -= micro_usd
            if due_at is None:
                self._add(entry)
            else:
                self._pending.append((due_at, entry))

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """Every billed request, in order.

        Example:
            ```python
            assert [entry.operation_id for entry in box.ledger.entries] == ["createTaskRun"]
            ```
        """
        with self._lock:
            self._move_due_entries()
            return tuple(self._entries)

    @property
    def total_micro_usd(self) -> int:
        """The sum of all entries, in micro-USD."""
        with self._lock:
            self._move_due_entries()
            return self._total

    @property
    def balance_micro_usd(self) -> int:
        """The initial balance without the sum of all entries, in micro-USD."""
        return self._initial_balance - self.total_micro_usd

    def as_json(self) -> dict[str, object]:
        """Return the ledger as `GET /_sandbox/ledger` does.

        Returns:
            A JSON object with the entries and their sum, in micro-USD.

        Example:
            ```python
            print(json.dumps(box.ledger.as_json(), indent=2))
            ```
        """
        with self._lock:
            self._move_due_entries()
            entries, total = tuple(self._entries), self._total
        return {
            "total_micro_usd": total,
            "balance_micro_usd": self._initial_balance - total,
            "entries": [entry.as_json() for entry in entries],
        }

    def _add(self, entry: LedgerEntry) -> None:
        self._entries.append(entry)
        self._total += entry.micro_usd

    def _move_due_entries(self) -> None:
        now = self._now()
        due = sorted((item for item in self._pending if item[0] <= now), key=lambda item: item[0])
        if due:
            for _, entry in due:
                self._add(entry)
            self._pending = [item for item in self._pending if item[0] > now]
