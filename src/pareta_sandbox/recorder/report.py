"""Collect departures: each is reported once, with its place in openapi.yaml, when it first appears and at the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .departures import Departure, Level
from .spec_places import SpecPlaces

_RANK: dict[Level, int] = {"refused": 0, "uncompared": 1, "new": 2, "broken": 3}
_HEADINGS: dict[Level, str] = {
    "broken": "broken: the traffic is not what the spec promises",
    "new": "new: the spec does not have it yet",
    "uncompared": "uncompared: bodies in a content coding that cannot be read here",
    "refused": "refused: requests that depart from the spec, and that the service did not accept either",
}


@dataclass(slots=True)
class Finding:
    """A departure with its line in openapi.yaml, and the operations in which it was seen."""

    departure: Departure
    line: int
    operations: list[str] = field(default_factory=list[str])
    count: int = 1

    def as_text(self) -> str:
        """Return the finding in one line."""
        found = self.departure
        example = "" if found.example is None else f" (such as {_compact(found.example)})"
        where = f"openapi.yaml:{self.line}"
        return (
            f"{where}: {found.level.upper()} {self.operations[0]}: {found.message}{example} — {found.pointer}"
        )

    def as_json(self) -> dict[str, object]:
        """Return the finding as JSON."""
        found = self.departure
        return {
            "level": found.level,
            "kind": found.kind,
            "message": found.message,
            "file": "openapi.yaml",
            "line": self.line,
            "pointer": found.pointer,
            "at": list(found.at),
            "example": found.example,
            "operations": self.operations,
            "count": self.count,
        }


class Report:
    """The findings so far.

    Args:
        places: The spec.
        announce: Called with each finding when it first appears, or when it proves to be of a higher level.
    """

    def __init__(self, places: SpecPlaces, announce: Callable[[Finding], None]) -> None:
        self._places = places
        self._announce = announce
        self._findings: dict[tuple[str, str, str], Finding] = {}
        self.exchanges = 0
        self.unrecorded = 0

    def add(self, operation: str, departures: Iterable[Departure]) -> None:
        """Add departures that were found in one operation."""
        for one in departures:
            known = self._findings.get(one.key)
            if known is None:
                finding = Finding(one, self._places.line(one.pointer), [operation])
                self._findings[one.key] = finding
                self._announce(finding)
                continue
            known.count += 1
            if operation not in known.operations:
                known.operations.append(operation)
            if _RANK[one.level] > _RANK[known.departure.level]:
                known.departure = one
                self._announce(known)

    @property
    def findings(self) -> list[Finding]:
        """The findings, by level and then by their place in the file."""
        return sorted(
            self._findings.values(),
            key=lambda one: (-_RANK[one.departure.level], one.line, one.departure.key),
        )

    def count(self, *levels: Level) -> int:
        """Return how many findings are of these levels."""
        return sum(one.departure.level in levels for one in self._findings.values())

    def as_json(self) -> dict[str, object]:
        """Return the report as JSON."""
        return {
            "exchanges": self.exchanges,
            "unrecorded": self.unrecorded,
            **{level: self.count(level) for level in _HEADINGS},
            "findings": [one.as_json() for one in self.findings],
        }

    def as_text(self) -> str:
        """Return the report in lines."""
        exchanges = f"{self.exchanges} exchange{'' if self.exchanges == 1 else 's'}"
        if self.unrecorded:
            exchanges += f" ({self.unrecorded} not recorded)"
        if not self._findings:
            return f"{exchanges}, no departure from openapi.yaml"
        counted: list[Level] = [level for level in _HEADINGS if level != "uncompared" or self.count(level)]
        counts = ", ".join(f"{self.count(level)} {level}" for level in counted)
        lines = [f"{exchanges}, {counts}"]
        for level, heading in _HEADINGS.items():
            found = [one for one in self.findings if one.departure.level == level]
            if found:
                lines += ["", heading]
                lines += [f"  {one.as_text()}{_times(one)}" for one in found]
        return "\n".join(lines)


def _times(finding: Finding) -> str:
    more = len(finding.operations) - 1
    seen = f" [{finding.count} times" if finding.count > 1 else ""
    return seen and seen + (f", also in {', '.join(finding.operations[1:])}]" if more else "]")


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
