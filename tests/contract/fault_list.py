"""The faults of the matrix, by kind: the sandbox's samples, and the combinations that matter beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pareta_sandbox import Fault
from pareta_sandbox.faults.examples import EXAMPLES

# What each kind is called in docs/reliability.md, and its samples.
KINDS: Mapping[str, tuple[str, ...]] = {
    "a status, nothing accepted": (
        "408",
        "409",
        "429 with Retry-After",
        "500",
        "502 of a proxy",
        "503 with a date",
        "503 with nonsense for Retry-After",
        "503 by a wrong clock",
        "redirect",
    ),
    "accepted, and the answer lost": (
        "500 after accept",
        "502 after accept",
        "504 after accept",
        "reset after accept",
        "close after accept",
        "silence after accept",
    ),
    "the line breaks": (
        "reset before the request is read",
        "close without an answer",
        "reset after the head",
        "cut in the body",
        "reset in the body",
        "body ends too early",
    ),
    "garbage, nothing accepted": ("random bytes", "wrong JSON", "login page", "empty body"),
    "garbage, accepted": (
        "random bytes after accept",
        "wrong JSON after accept",
        "login page after accept",
        "empty body after accept",
        "wrong content type",
    ),
    "a good answer that comes oddly": (
        "byte by byte",
        "cut at odd places",
        "slow drip",
        "stall before the head",
        "stall before the body",
        "clock ahead",
        "clock behind",
    ),
    "silence": ("silence, nothing accepted", "silence before the body"),
    "a stream breaks": (
        "stream reset",
        "stream cut",
        "stream cut in an event",
        "stream ends too early",
        "stream without its end",
        "stream reset before its end",
        "error in the stream",
        "malformed event",
        "stream stalls",
        "stream stalls with pings",
        "stream falls silent",
        "only pings",
    ),
}
# These harm nobody, however long they last.
HARMLESS = frozenset(KINDS["a good answer that comes oddly"])


def _statuses() -> Iterator[tuple[str, Fault]]:
    """Each status that may be tried again, alone and with each form of Retry-After; and those that may not."""
    for status in (408, 409, 429, 500, 502, 503, 504):
        yield f"{status} alone", Fault(status=status)
        yield f"{status} in 2 s", Fault(status=status, retry_after=2)
        yield f"{status} at a date", Fault(status=status, retry_after_date=2)
        yield f"{status} in an hour", Fault(status=status, retry_after=3600)
    for status in (400, 401, 402, 403, 404, 418, 422, 501, 505):
        yield f"{status}, final", Fault(status=status)


MORE: Mapping[str, Fault] = dict(_statuses())
STATUSES = "each status × each form of Retry-After"


def kind_of(name: str) -> str:
    return next((kind for kind, names in KINDS.items() if name in names), STATUSES)


def ends_in_good_order(fault: Fault) -> bool:
    """Whether a stream without an end marker looks whole under it: no low-level client can tell."""
    return fault.lost == "end" or fault.garbage == "empty"


__all__ = ["HARMLESS", "KINDS", "MORE", "EXAMPLES", "STATUSES", "ends_in_good_order", "kind_of"]
