"""The faults of the matrix, by kind: the sandbox's examples, and statuses with every form of Retry-After."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pareta_sandbox import Fault
from pareta_sandbox.faults.examples import EXAMPLES

# The name of each kind in docs/reliability.md, and its examples.
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
    "accepted, but the response lost": (
        "500 after accept",
        "502 after accept",
        "504 after accept",
        "reset after accept",
        "close after accept",
        "silence after accept",
    ),
    "the connection breaks": (
        "reset before the request is read",
        "close without a response",
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
    "a valid response, delivered oddly": (
        "byte by byte",
        "split at odd positions",
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
# A correct client notices nothing of these, however often they apply.
HARMLESS = frozenset(KINDS["a valid response, delivered oddly"])


def _statuses() -> Iterator[tuple[str, Fault]]:
    """Yield each retryable status, alone and with each form of Retry-After, and the statuses that are not."""
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


def looks_complete(fault: Fault) -> bool:
    """Return whether a stream without an end marker looks complete, so that no client can notice the fault."""
    return fault.lost == "end" or fault.garbage == "empty"


__all__ = ["HARMLESS", "KINDS", "MORE", "EXAMPLES", "STATUSES", "looks_complete", "kind_of"]
