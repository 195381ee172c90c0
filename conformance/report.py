"""What a run found: lines for people, in the form of TAP, and a JUnit file for CI."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Result:
    """How one case ended."""

    id: str
    faults: list[str] = field(default_factory=list[str])
    missing: frozenset[str] = frozenset()
    seconds: float = 0.0

    @property
    def skipped(self) -> bool:
        """Whether the adapter lacks a capability."""
        return bool(self.missing)


def lines(results: list[Result]) -> list[str]:
    """Return the results in TAP's form, without the plan.

    Args:
        results: The results in the order of the cases.
    """
    found: list[str] = []
    for number, result in enumerate(results, 1):
        if result.skipped:
            found.append(f"ok {number} - {result.id} # SKIP needs {', '.join(sorted(result.missing))}")
        else:
            found.append(f"{'not ok' if result.faults else 'ok'} {number} - {result.id}")
            found += [f"  # {fault}" for fault in result.faults]
    return found


def summary(results: list[Result]) -> str:
    """Return the numbers in one line.

    Args:
        results: The results.
    """
    failed = sum(bool(result.faults) for result in results)
    skipped = [result for result in results if result.skipped]
    by_capability = Counter(name for result in skipped for name in result.missing)
    details = ", ".join(f"{name} {count}" for name, count in sorted(by_capability.items()))
    passed = len(results) - failed - len(skipped)
    return f"{passed} passed, {failed} failed, {len(skipped)} skipped{f' ({details})' if details else ''}"


def unexpected_skips(results: list[Result], allowed: Path) -> list[str]:
    """Return what differs from the list of allowed skips.

    Args:
        results: The results.
        allowed: A file with a pattern for ids on each line; `#` begins a comment.
    """
    stripped = (line.partition("#")[0].strip() for line in allowed.read_text("utf-8").splitlines())
    patterns = [line for line in stripped if line]
    skipped = [result.id for result in results if result.skipped]
    found = [
        f"{case} was skipped, and {allowed.name} does not allow it"
        for case in skipped
        if not _any(patterns, case)
    ]
    return found + [
        f"{allowed.name} allows {pattern}, and nothing of it was skipped"
        for pattern in patterns
        if not any(fnmatch(case, pattern) for case in skipped)
    ]


def _any(patterns: list[str], id: str) -> bool:
    return any(fnmatch(id, pattern) for pattern in patterns)


def write_junit(results: list[Result], name: str, path: Path) -> None:
    """Write a JUnit file.

    Args:
        results: The results.
        name: The adapter.
        path: The file.
    """
    suite = ET.Element("testsuite", name=name, tests=str(len(results)))
    suite.set("failures", str(sum(bool(result.faults) for result in results)))
    suite.set("skipped", str(sum(result.skipped for result in results)))
    for result in results:
        theme, _, rest = result.id.partition("/")
        case = ET.SubElement(suite, "testcase", classname=theme, name=rest, time=f"{result.seconds:.3f}")
        if result.skipped:
            ET.SubElement(case, "skipped", message=f"needs {', '.join(sorted(result.missing))}")
        elif result.faults:
            ET.SubElement(case, "failure", message=result.faults[0]).text = "\n".join(result.faults)
    ET.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)
