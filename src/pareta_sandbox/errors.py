"""Errors that the sandbox returns, and the error body of each API.

- Pareta: `{"detail": "…"}`, and FastAPI's list of issues for a 422.
- Task API: `{"type": "error", "error": {"ref_id", "message", "detail"}}`. Its group routes return FastAPI's list for a
  422.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem of a request: where it is (`loc`), what it is (`msg`), and its FastAPI error type."""

    loc: tuple[str | int, ...]
    msg: str
    type: str = "value_error"

    def as_json(self) -> dict[str, object]:
        """Return the issue as FastAPI writes it."""
        return {"loc": list(self.loc), "msg": self.msg, "type": self.type}

    def __str__(self) -> str:
        return f"{'.'.join(str(step) for step in self.loc)}: {self.msg}"


@dataclass(slots=True, eq=False)
class ApiError(Exception):
    """An error response, raised by whatever part of the sandbox finds the problem. `more` are further members."""

    status: int
    message: str
    issues: Sequence[Issue] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    more: Mapping[str, object] = field(default_factory=dict[str, object])

    def __str__(self) -> str:
        return f"{self.status} {self.message}"


def not_found(resource: str, name: str) -> ApiError:
    """Return a 404 for a resource."""
    return ApiError(404, f"{resource} {name!r} not found")


def invalid(*issues: Issue) -> ApiError:
    """Return a 422 with these issues."""
    return ApiError(422, "; ".join(str(issue) for issue in issues), issues)


def invalid_at(loc: tuple[str | int, ...], msg: str, type: str = "value_error") -> ApiError:
    """Return a 422 with one issue."""
    return invalid(Issue(loc, msg, type))


def pareta_error_body(error: ApiError) -> dict[str, object]:
    """Return the body of an error response of the Pareta API."""
    if error.issues:
        return {"detail": [issue.as_json() for issue in error.issues], **error.more}
    return {"detail": error.message, **error.more}


def task_error_body(error: ApiError, ref_id: str, *, in_group: bool) -> dict[str, object]:
    """Return the body of an error response of the Task API."""
    if error.issues and in_group:
        return pareta_error_body(error)
    detail = {"errors": [issue.as_json() for issue in error.issues]} if error.issues else None
    return {"type": "error", "error": {"ref_id": ref_id, "message": error.message, "detail": detail}}
