"""JSON values: type guards for objects and arrays, and one canonical text for equal values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias, TypeGuard

JsonObject: TypeAlias = Mapping[str, Any]


def is_object(value: object) -> TypeGuard[JsonObject]:
    """Return whether the value is a JSON object."""
    # Nearly all are dicts, and the check for a Mapping is slow.
    return type(value) is dict or isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether the value is a JSON array."""
    return isinstance(value, list)


def as_object(value: object) -> JsonObject:
    """Return the value if it is an object, otherwise an empty object."""
    return value if is_object(value) else {}


# One encoder for all: `json.dumps` makes one for each call.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=repr).encode


def canonical_json(value: object) -> str:
    """Return the same text for equal JSON values, whatever the order of their keys."""
    return _encode(value)
