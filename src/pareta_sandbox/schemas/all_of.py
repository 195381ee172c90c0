"""Merge two JSON schemas that must both hold (`allOf`) into one.

What cannot be merged keeps the second schema's value. The generated value is validated later, so it is still correct.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pareta_sandbox.json_values import is_list, is_object

from .bounded_validation import equality_key
from .work import spend

_LOWER_LIMITS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
_UPPER_LIMITS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


def merge_schemas(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Return one schema for both: the union of the properties, the narrower limits, the common types and values."""
    spend(3 + (len(first) + len(second)) // 4)
    result = dict(first)
    for key, value in second.items():
        result[key] = _merge_keyword(key, result[key], value) if key in result else value
    return result


def _merge_keyword(key: str, first: Any, second: Any) -> Any:
    if key in _LOWER_LIMITS:
        return max(first, second)
    if key in _UPPER_LIMITS:
        return min(first, second)
    if key == "required":
        return list(dict.fromkeys([*first, *second]))
    if key in ("properties", "patternProperties"):
        names = {**first, **second}
        spend(len(names))
        return {name: _merge_subschemas(first.get(name, True), second.get(name, True)) for name in names}
    if key == "enum":
        common = set(map(equality_key, second))
        return [value for value in first if equality_key(value) in common]
    if key == "type":
        return _common_types(first, second)
    if key in ("items", "additionalProperties", "contains", "propertyNames"):
        return _merge_subschemas(first, second)
    if key == "not":
        return {"anyOf": [first, second]}
    if key in ("allOf", "$defs", "definitions"):
        return [*first, *second] if is_list(first) else {**first, **second}
    return second


def _merge_subschemas(first: Any, second: Any) -> Any:
    if first is False or second is False:
        return False
    if is_object(first) and is_object(second):
        has_reference = "$ref" in first or "$ref" in second
        return {"allOf": [first, second]} if has_reference else merge_schemas(first, second)
    return first if is_object(first) else second


def _common_types(first: Any, second: Any) -> Any:
    firsts = first if is_list(first) else [first]
    seconds = second if is_list(second) else [second]
    common = [name for name in firsts if name in seconds]
    if not common and {"integer", "number"} <= {*firsts, *seconds}:
        common = ["integer"]
    return common[0] if len(common) == 1 else (common or first)
