"""Constraints in `Annotated`: what they add to a JSON schema, and whether a value meets them. Pure.

annotated_types, pydantic and msgspec document the same attributes. They are read from the objects, so that none of
these libraries is imported.
"""

from __future__ import annotations

import datetime as dt
import decimal
import math
import operator
import re
from collections.abc import Callable, Iterable, Sized
from typing import Any, TypeAlias

from pareta_core.schema_types import is_a

Constraint: TypeAlias = tuple[str, Any]
"""The name of a constraint, such as "ge", and its limit."""

_NUMBER = (int, float, decimal.Decimal)
_COMPARISONS: dict[str, tuple[Callable[[Any, Any], bool], str, str]] = {
    "gt": (operator.gt, ">", "exclusiveMinimum"),
    "ge": (operator.ge, ">=", "minimum"),
    "lt": (operator.lt, "<", "exclusiveMaximum"),
    "le": (operator.le, "<=", "maximum"),
}
_LENGTHS = {"min_length": "min", "max_length": "max"}
_NAMES = (*_COMPARISONS, "multiple_of", *_LENGTHS, "pattern")
# The keyword for a length ends with the name of what is counted.
_COUNTED = {"string": "Length", "array": "Items", "object": "Properties"}


def constraints_of(metadata: Iterable[Any]) -> list[Constraint]:
    """Return the constraints in the metadata of `Annotated`: objects of annotated_types, pydantic or msgspec."""
    found: list[Constraint] = []
    for item in metadata:
        inner: Any = getattr(item, "metadata", None)  # pydantic's `Field` keeps its constraints there
        if is_a(inner, list, tuple):
            found += constraints_of(inner)
        for name in _NAMES:
            limit: Any = getattr(item, name, None)
            if is_a(limit, re.Pattern):
                limit = limit.pattern
            if _is_limit(name, limit):
                found.append((name, limit))
    return found


def _is_limit(name: str, limit: object) -> bool:
    """Return whether the attribute is a limit. An object of another kind may have an attribute of the same name."""
    if name == "pattern":
        return isinstance(limit, str)
    if isinstance(limit, bool):
        return False
    if name in _LENGTHS:
        return isinstance(limit, int)
    if name == "multiple_of":
        return isinstance(limit, _NUMBER) and limit > 0
    return isinstance(limit, (*_NUMBER, dt.date, dt.time, dt.timedelta)) and limit == limit  # not NaN


def describe(schema: dict[str, Any], constraints: Iterable[Constraint]) -> dict[str, Any]:
    """Return the schema with the constraints that JSON Schema can express for its type."""
    if "anyOf" in schema:
        return {**schema, "anyOf": [describe(option, constraints) for option in schema["anyOf"]]}
    described = dict(schema)
    for name, limit in constraints:
        _add_keyword(described, name, limit)
    return described


def _add_keyword(schema: dict[str, Any], name: str, limit: Any) -> None:
    kind = schema.get("type")
    if "format" in schema:  # a string by its form only: a date, a decimal
        return
    if name == "pattern":
        if kind == "string" and "pattern" in schema:
            schema["allOf"] = [*schema.get("allOf", []), {"pattern": limit}]
        elif kind == "string":
            schema["pattern"] = limit
    elif name in _LENGTHS:
        if (kind in _COUNTED and limit > 0) or (kind in _COUNTED and name == "max_length"):
            _tighten(schema, _LENGTHS[name] + _COUNTED[kind], limit)
    elif kind in ("integer", "number") and (number := _json_number(limit)) is not None:
        _tighten(schema, _COMPARISONS[name][2] if name in _COMPARISONS else "multipleOf", number)


def _tighten(schema: dict[str, Any], keyword: str, limit: Any) -> None:
    """Set the keyword; of two limits the narrower one holds."""
    if keyword in schema:
        choose = min if keyword.endswith("Maximum") or keyword.startswith("max") else max
        limit = choose(schema[keyword], limit)
    schema[keyword] = limit


def _json_number(limit: Any) -> int | float | None:
    if isinstance(limit, decimal.Decimal):
        limit = int(limit) if limit.is_finite() and limit == limit.to_integral_value() else float(limit)
    if isinstance(limit, int):
        return limit
    return limit if isinstance(limit, float) and math.isfinite(limit) else None


def violation(value: object, constraints: Iterable[Constraint]) -> str | None:
    """Return what was expected if the value does not meet a constraint. One for values of another type is ignored."""
    for name, limit in constraints:
        if name in _COMPARISONS:
            compare, sign, _ = _COMPARISONS[name]
            if value is not None and not _holds(compare, value, limit):
                return f"a value {sign} {limit}"
        elif name in _LENGTHS:
            length = len(value) if isinstance(value, Sized) else limit
            if length < limit if name == "min_length" else length > limit:
                return f"at {'least' if name == 'min_length' else 'most'} {limit} {_units(value)}"
        elif name == "pattern":
            if isinstance(value, str) and not _matches(limit, value):
                return f"text that matches {limit!r}"
        elif isinstance(value, _NUMBER) and not _is_multiple(value, limit):
            return f"a multiple of {limit}"
    return None


def _units(value: object) -> str:
    return "characters" if isinstance(value, str) else "items"


def _holds(compare: Callable[[Any, Any], bool], value: object, limit: Any) -> bool:
    try:
        return bool(compare(value, limit))
    except (TypeError, ArithmeticError):
        return True  # The values cannot be compared: the constraint is for another type of a union.


def _matches(pattern: str, value: str) -> bool:
    """Search, as JSON Schema does. A pattern that only another engine can read is left to the service."""
    try:
        return re.search(pattern, value) is not None
    except re.error:
        return True


def _is_multiple(value: Any, limit: Any) -> bool:
    if isinstance(value, int) and isinstance(limit, int):
        return value % limit == 0
    # As decimals, because 0.15 is a multiple of 0.05, but not in binary.
    with decimal.localcontext(prec=1000):
        try:
            return decimal.Decimal(str(value)) % decimal.Decimal(str(limit)) == 0
        except ArithmeticError:
            return False
