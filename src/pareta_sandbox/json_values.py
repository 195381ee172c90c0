"""JSON values: a strict parser, type guards for objects and arrays, and one canonical text for equal values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias, TypeGuard

from pareta_sandbox.json_numbers import parse_float

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


def parse_json(text: str | bytes) -> Any:
    """Return the value of a JSON text.

    Raises:
        ValueError: It is not valid JSON, or has a number that is too large for a float.
        RecursionError: It is nested too deeply.
    """
    return json.loads(text, parse_constant=_reject_constant, parse_float=parse_float)


def _reject_constant(name: str) -> None:
    """Raise ValueError for `NaN` and `Infinity`, which Python's decoder accepts and JSON does not have."""
    raise ValueError(f"{name} is not a JSON value")


# One encoder for all: `json.dumps` makes one for each call.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=repr).encode


def canonical_json(value: object) -> str:
    """Return the same text for equal JSON values, whatever the order of their keys."""
    return _encode(value)
