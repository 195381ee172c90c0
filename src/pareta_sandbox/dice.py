"""Chance that is none: every "random" choice is a hash of the seed and of what it is about. No counters, no I/O.

Answers depend on the contents of a request and never on its place in a queue, so that concurrent requests get
the same answers whichever comes first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def canonical(value: object) -> str:
    """One text for one JSON value, whatever the order of its keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=repr)


class Dice:
    """A point in the tree of choices; `at` goes one step down, the other methods choose here."""

    __slots__ = ("_key",)

    def __init__(self, *about: object) -> None:
        self._key = hashlib.sha256(canonical(about).encode("utf-8")).hexdigest()

    def at(self, *about: object) -> Dice:
        return Dice(self._key, *about)

    def hex(self, length: int, *about: object) -> str:
        return hashlib.sha512(f"{self._key}{canonical(about)}".encode()).hexdigest()[:length]

    def integer(self, low: int, high: int, *about: object) -> int:
        """An integer with low <= it <= high."""
        return low + int(self.hex(24, *about), 16) % (high - low + 1)

    def number(self, low: float, high: float, *about: object) -> float:
        return low + (high - low) * (int(self.hex(12, *about), 16) / float(16**12 - 1))

    def choice(self, options: Sequence[T], *about: object) -> T:
        return options[self.integer(0, len(options) - 1, *about)]
