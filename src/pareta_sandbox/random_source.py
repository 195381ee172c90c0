"""A deterministic source of random choices: each is a hash of the seed and of what the choice is about.

Responses depend on the content of a request, not on the order of requests. Concurrent requests therefore get the same
responses in every run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from json.encoder import encode_basestring_ascii
from typing import TypeVar, cast

from pareta_sandbox.json_values import canonical_json

T = TypeVar("T")


class CanonicalJson(str):
    """The canonical JSON of a member of a key, so that it is not encoded for each key."""

    __slots__ = ()


def _text(key: tuple[object, ...]) -> str:
    """Return the canonical JSON of a key. Nearly all consist of strings and numbers, which need no encoder."""
    return f"[{','.join([_member_text(member) for member in key])}]"


def _member_text(member: object) -> str:
    if type(member) is str:
        return encode_basestring_ascii(member)
    if type(member) is int:
        return str(member)
    if isinstance(member, CanonicalJson):
        return member
    if isinstance(member, tuple):  # a path in a schema
        return _text(cast("tuple[object, ...]", member))
    return canonical_json(member)


class SeededRandom:
    """Random choices that follow from a key. It has no state: equal arguments always give equal results."""

    __slots__ = ("_key",)

    def __init__(self, *key: object) -> None:
        self._key = hashlib.sha256(_text(key).encode("utf-8")).hexdigest()

    def derive(self, *key: object) -> SeededRandom:
        """Return an independent source for a part of the work, such as one field of an object."""
        return SeededRandom(self._key, *key)

    def hex(self, length: int, *key: object) -> str:
        """Return `length` hexadecimal digits, at most 128."""
        return self._digest(key).hex()[:length]

    def _digest(self, key: tuple[object, ...]) -> bytes:
        return hashlib.sha512(f"{self._key}{_text(key)}".encode()).digest()

    def integer(self, low: int, high: int, *key: object) -> int:
        """Return an integer from `low` to `high`, both included."""
        return low + int.from_bytes(self._digest(key)[:12], "big") % (high - low + 1)

    def number(self, low: float, high: float, *key: object) -> float:
        """Return a number from `low` to `high`, both included."""
        return low + (high - low) * (int.from_bytes(self._digest(key)[:6], "big") / float(16**12 - 1))

    def choice(self, options: Sequence[T], *key: object) -> T:
        """Return one of the options."""
        return options[self.integer(0, len(options) - 1, *key)]
