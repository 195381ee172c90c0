"""Two JSON schemas that hold at once, as one. A pure function; what it cannot join, the validator refuses later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .shapes import is_list, is_object

_GREATEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
_LEAST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


def merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """`first` and `second` together: properties joined, limits drawn to the narrower, types and enums cut."""
    made = dict(first)
    for key, value in second.items():
        made[key] = _join(key, made[key], value) if key in made else value
    return made


def _join(key: str, one: Any, other: Any) -> Any:
    if key in _GREATEST:
        return max(one, other)
    if key in _LEAST:
        return min(one, other)
    if key == "required":
        return list(dict.fromkeys([*one, *other]))
    if key in ("properties", "patternProperties"):
        return {name: _both(one.get(name, True), other.get(name, True)) for name in {**one, **other}}
    if key == "enum":
        return [value for value in one if value in other]
    if key == "type":
        return _types(one, other)
    if key in ("items", "additionalProperties", "contains", "propertyNames"):
        return _both(one, other)
    if key == "not":
        return {"anyOf": [one, other]}
    if key in ("allOf", "$defs", "definitions"):
        return [*one, *other] if is_list(one) else {**one, **other}
    return other


def _both(one: Any, other: Any) -> Any:
    if one is False or other is False:
        return False
    if is_object(one) and is_object(other):
        return {"allOf": [one, other]} if ("$ref" in one or "$ref" in other) else merged(one, other)
    return one if is_object(one) else other


def _types(one: Any, other: Any) -> Any:
    ones = one if is_list(one) else [one]
    others = other if is_list(other) else [other]
    common = [kind for kind in ones if kind in others]
    if not common and {"integer", "number"} <= {*ones, *others}:
        common = ["integer"]
    return common[0] if len(common) == 1 else (common or one)
