"""Members of records, which a service may leave out, or send as something else. Pure."""

from __future__ import annotations

from typing import Any, cast


def member(record: object, *names: str) -> Any:
    """Return a member of a record, or of a record inside it.

    Args:
        record: A record of the SDK, a dict, or anything that was sent in the place of one.
        names: The names of the members that lead to it.

    Returns:
        The value as the service sent it; None if there is none.
    """
    found: Any = record
    for name in names:
        found = found.get(name) if hasattr(found, "get") else None
    return found


def as_object(value: object) -> dict[str, Any]:
    """Return a dict as it is, and an empty one for anything else."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def as_list(value: object) -> list[object]:
    """Return a list as it is, and an empty one for anything else."""
    return cast("list[object]", value) if isinstance(value, list) else []
