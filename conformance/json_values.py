"""Which kind of JSON value something is, for type checkers as well."""

from __future__ import annotations

from typing import Any, TypeAlias, TypeGuard

Json: TypeAlias = dict[str, Any]


def is_object(value: object) -> TypeGuard[Json]:
    """Return whether a JSON value is an object.

    Args:
        value: A JSON value.
    """
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Return whether a JSON value is an array.

    Args:
        value: A JSON value.
    """
    return isinstance(value, list)
