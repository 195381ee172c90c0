"""What a check finds: one departure of the traffic from the spec, not yet compared with earlier ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Level = Literal["new", "broken", "uncompared", "refused"]
Kind = Literal[
    "unknown-field",
    "unknown-value",
    "unknown-tag",
    "missing-field",
    "null",
    "wrong-type",
    "out-of-range",
    "unknown-route",
    "unknown-parameter",
    "missing-parameter",
    "unknown-status",
    "unknown-header",
    "missing-header",
    "content-type",
    "not-json",
    "unknown-event",
    "unfinished-stream",
    "authentication",
    "unread-body",
]


@dataclass(frozen=True, slots=True)
class Departure:
    """One departure from the spec.

    Attributes:
        level: `new` for what a careful reader survives, `broken` for what breaks one, `uncompared` for a body whose
            content coding cannot be read here, `refused` for a request that the service did not accept either.
        kind: What it is.
        pointer: The JSON pointer in openapi.yaml of what the traffic departs from.
        subject: What distinguishes it from others of its kind at this place: the name of a field, a value, a status.
        message: What happened, in a sentence without a period.
        at: Where in the request or response it was, from the outside in; `*` stands for any item of an array.
        example: The value, with placeholders.
    """

    level: Level
    kind: Kind
    pointer: str
    subject: str
    message: str
    at: tuple[str, ...] = ()
    example: object = field(default=None, hash=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """What is equal for departures that are reported once."""
        return self.kind, self.pointer, self.subject
