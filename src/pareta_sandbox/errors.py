"""What the sandbox refuses, and the shape in which each API says so. No decisions: others raise, this renders.

- Pareta: `{"detail": "…"}`, and FastAPI's list for a 422.
- Task API: `{"type": "error", "error": {"ref_id", "message", "detail"}}`; its group routes answer a 422 in
  FastAPI's shape too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong in a request, and where."""

    loc: tuple[str | int, ...]
    msg: str
    type: str = "value_error"

    def as_json(self) -> dict[str, object]:
        return {"loc": list(self.loc), "msg": self.msg, "type": self.type}

    def __str__(self) -> str:
        return f"{'.'.join(str(step) for step in self.loc)}: {self.msg}"


@dataclass(slots=True, eq=False)
class Refusal(Exception):
    """A request that gets an error answer."""

    status: int
    message: str
    issues: Sequence[Issue] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def __str__(self) -> str:
        return f"{self.status} {self.message}"


def invalid(*issues: Issue) -> Refusal:
    """A 422 that names each place."""
    return Refusal(422, "; ".join(str(issue) for issue in issues), issues)


def invalid_at(loc: tuple[str | int, ...], msg: str, type: str = "value_error") -> Refusal:
    return invalid(Issue(loc, msg, type))


def pareta_shape(refusal: Refusal) -> dict[str, object]:
    if refusal.issues:
        return {"detail": [issue.as_json() for issue in refusal.issues]}
    return {"detail": refusal.message}


def task_shape(refusal: Refusal, ref_id: str, *, in_group: bool) -> dict[str, object]:
    if refusal.issues and in_group:
        return pareta_shape(refusal)
    detail = {"errors": [issue.as_json() for issue in refusal.issues]} if refusal.issues else None
    return {"type": "error", "error": {"ref_id": ref_id, "message": refusal.message, "detail": detail}}
