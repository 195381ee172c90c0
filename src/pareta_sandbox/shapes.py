"""What a JSON value is: objects and lists, told apart for people and type checkers. Nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, TypeGuard

JsonObject: TypeAlias = Mapping[str, Any]


def is_object(value: object) -> TypeGuard[JsonObject]:
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def object_of(value: object) -> JsonObject:
    """The object that `value` is, an empty one when it is anything else."""
    return value if is_object(value) else {}
