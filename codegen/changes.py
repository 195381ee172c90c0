"""A change between two releases, of the spec or of the Python API."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One finding, as one line says it: `BREAKS Endpoint.taskName is gone (was string or null)`.

    Attributes:
        subject: What changed, in one word without spaces. The changelog names it.
        what: What happened to it, as the rest of a sentence.
        breaks: Whether programs that worked before may fail. Otherwise something was added.
    """

    subject: str
    what: str
    breaks: bool = True

    def __str__(self) -> str:
        return f"{'BREAKS' if self.breaks else 'ADDS  '} {self.subject} {self.what}"
