"""The registry of faults: which rules there are, which one applies to a request, and what was applied. No I/O.

A test's thread adds rules and reads the applied faults while the server's thread asks for faults. One lock serves both.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .fault import AppliedFault, Fault, FaultRule


@dataclass(slots=True, eq=False)
class _ActiveRule:
    """A rule and its counts: requests that matched, faults reserved for requests, and faults applied."""

    rule: FaultRule
    previous: _ActiveRule | None
    matched: int = 0
    reserved: int = 0
    applied: int = 0
    first_applied_at: float | None = None

    def is_expired(self, now: float) -> bool:
        """Return whether the rule's `seconds` are over."""
        seconds = self.rule.seconds
        return (
            seconds is not None
            and self.first_applied_at is not None
            and now >= self.first_applied_at + seconds
        )

    def is_used_up(self, now: float) -> bool:
        """Return whether the rule can apply to no further request."""
        times = self.rule.times
        return self.is_expired(now) or (times is not None and self.applied >= times)

    def match(self, operation_id: str, now: float) -> bool:
        """Count the request if it matches, and return whether the rule may apply to it."""
        if not fnmatchcase(operation_id, self.rule.operation):
            return False
        if self.rule.in_turn and self.previous is not None and not self.previous.is_used_up(now):
            return False
        self.matched += 1
        times = self.rule.times
        may_apply = self.matched > self.rule.after and not self.is_expired(now)
        return may_apply and (times is None or self.reserved < times)


class PendingFault:
    """A fault that is reserved for one request. It counts once it is recorded; otherwise it must be released.

    Both happen before the client can see the effect, so that its next request finds the registry up to date.
    """

    def __init__(self, registry: FaultRegistry, active: _ActiveRule) -> None:
        self._registry = registry
        self._active = active
        self.fault: Fault = active.rule.fault
        self.is_pending = True

    def record(self, operation_id: str, request_id: str, now: float, service_status: int | None) -> None:
        """Record the fault as applied, before its effect is visible. Later calls do nothing."""
        if self.is_pending:
            self.is_pending = False
            applied = AppliedFault(operation_id, request_id, self.fault, now, service_status)
            self._registry._record(self._active, applied)

    def release(self) -> None:
        """Make the fault available to the next request, if it was not recorded."""
        if self.is_pending:
            self.is_pending = False
            self._registry._release(self._active)


class FaultRegistry:
    """Rules in order: the first that may apply to a request does. `operations` are the known operation ids."""

    def __init__(self, operations: Collection[str]) -> None:
        self._operations = operations
        self._active: list[_ActiveRule] = []
        self._applied: list[AppliedFault] = []
        self._lock = threading.Lock()

    def add(self, rules: Iterable[FaultRule]) -> None:
        """Add all of the rules, or none.

        Raises:
            ValueError: A rule matches no operation.
        """
        rules = list(rules)
        for rule in rules:
            if not any(fnmatchcase(operation_id, rule.operation) for operation_id in self._operations):
                raise ValueError(f"no operation is called {rule.operation!r}")
        with self._lock:
            for rule in rules:
                self._active.append(_ActiveRule(rule, self._active[-1] if self._active else None))

    def clear(self) -> None:
        """Remove the rules, and keep the applied faults."""
        with self._lock:
            self._active.clear()

    def reset(self) -> None:
        """Keep the rules, and clear their counts and the applied faults."""
        with self._lock:
            rules = [active.rule for active in self._active]
            self._active.clear()
            self._applied.clear()
        self.add(rules)

    @property
    def rules(self) -> tuple[tuple[FaultRule, int], ...]:
        """Every rule, and how often it was applied."""
        with self._lock:
            return tuple((active.rule, active.applied) for active in self._active)

    def in_force(self, now: float) -> tuple[tuple[FaultRule, int], ...]:
        """Return the rules that can apply to a further request, and how often each was applied."""
        with self._lock:
            return tuple(
                (active.rule, active.applied) for active in self._active if not active.is_used_up(now)
            )

    @property
    def applied(self) -> tuple[AppliedFault, ...]:
        """The applied faults, in order."""
        with self._lock:
            return tuple(self._applied)

    def reserve(self, operation_id: str, now: float) -> PendingFault | None:
        """Return the fault for this request, or None. Every rule that the request matches counts it."""
        with self._lock:
            candidates = [active for active in self._active if active.match(operation_id, now)]
            if not candidates:
                return None
            chosen = candidates[0]
            chosen.reserved += 1
            return PendingFault(self, chosen)

    def _record(self, active: _ActiveRule, applied: AppliedFault) -> None:
        with self._lock:
            active.applied += 1
            if active.first_applied_at is None:
                active.first_applied_at = applied.at
            self._applied.append(applied)

    def _release(self, active: _ActiveRule) -> None:
        with self._lock:
            active.reserved -= 1
