"""The book of faults: which rules there are, on which request one falls, and what has struck. No I/O.

A test's thread adds rules and reads what struck, the server's thread asks; one lock keeps them apart.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .fault import AppliedFault, Fault, FaultRule


@dataclass(slots=True, eq=False)
class _Armed:
    """A rule with its counts. `taken` are the strikes that were given out, `struck` those that really struck."""

    rule: FaultRule
    before: _Armed | None
    seen: int = 0
    taken: int = 0
    struck: int = 0
    first_at: float | None = None

    def is_over(self, now: float) -> bool:
        """Whether its time is over."""
        seconds = self.rule.seconds
        return seconds is not None and self.first_at is not None and now >= self.first_at + seconds

    def is_used_up(self, now: float) -> bool:
        times = self.rule.times
        return self.is_over(now) or (times is not None and self.struck >= times)

    def takes(self, operation_id: str, now: float) -> bool:
        """Counts the request if it fits, and says whether the rule may fall on it."""
        if not fnmatchcase(operation_id, self.rule.operation):
            return False
        if self.rule.in_turn and self.before is not None and not self.before.is_used_up(now):
            return False
        self.seen += 1
        times = self.rule.times
        return self.seen > self.rule.after and not self.is_over(now) and (times is None or self.taken < times)


class Strike:
    """A fault that falls on one request. It counts once it is written down; without that it is given back.

    Both happen before the caller can see what they follow from: its next request finds the book in order.
    """

    def __init__(self, book: FaultBook, armed: _Armed) -> None:
        self._book = book
        self._armed = armed
        self.fault: Fault = armed.rule.fault
        self.is_open = True

    def write_down(self, operation_id: str, request_id: str, now: float, service_status: int | None) -> None:
        """Before its effect can be seen, so that whoever sees the effect finds the entry. Only once."""
        if self.is_open:
            self.is_open = False
            applied = AppliedFault(operation_id, request_id, self.fault, now, service_status)
            self._book._struck(self._armed, applied)

    def give_back(self) -> None:
        if self.is_open:
            self.is_open = False
            self._book._missed(self._armed)


class FaultBook:
    """Rules in their order: the first that may fall on a request does. `known` are the operations that there are."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._armed: list[_Armed] = []
        self._applied: list[AppliedFault] = []
        self._lock = threading.Lock()

    def add(self, rules: Iterable[FaultRule]) -> None:
        """All of them or none: a ValueError names a pattern that fits no operation."""
        rules = list(rules)
        for rule in rules:
            if not any(fnmatchcase(operation_id, rule.operation) for operation_id in self._known):
                raise ValueError(f"no operation is called {rule.operation!r}")
        with self._lock:
            for rule in rules:
                self._armed.append(_Armed(rule, self._armed[-1] if self._armed else None))

    def clear(self) -> None:
        """Forget the rules. What has struck stays written."""
        with self._lock:
            self._armed.clear()

    def begin_anew(self) -> None:
        """As if nothing had happened: the rules stay, their counts and what has struck go."""
        with self._lock:
            rules = [armed.rule for armed in self._armed]
            self._armed.clear()
            self._applied.clear()
        self.add(rules)

    @property
    def rules(self) -> tuple[tuple[FaultRule, int], ...]:
        """Every rule and how often it struck."""
        with self._lock:
            return tuple((armed.rule, armed.struck) for armed in self._armed)

    @property
    def applied(self) -> tuple[AppliedFault, ...]:
        with self._lock:
            return tuple(self._applied)

    def fall(self, operation_id: str, now: float) -> Strike | None:
        """What falls on this request. Every rule that the request fits counts it, whichever falls."""
        with self._lock:
            willing = [armed for armed in self._armed if armed.takes(operation_id, now)]
            if not willing:
                return None
            chosen = willing[0]
            chosen.taken += 1
            return Strike(self, chosen)

    def _struck(self, armed: _Armed, applied: AppliedFault) -> None:
        with self._lock:
            armed.struck += 1
            if armed.first_at is None:
                armed.first_at = applied.at
            self._applied.append(applied)

    def _missed(self, armed: _Armed) -> None:
        with self._lock:
            armed.taken -= 1
