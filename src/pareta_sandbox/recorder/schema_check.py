"""Compare a JSON value with a schema of openapi.yaml, and say at which place of the file they differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pareta_sandbox.json_values import canonical_json, is_list, is_object
from pareta_sandbox.spec import pointer_step

from .departures import Departure, Kind, Level
from .placeholders import placeholder, safe_word
from .spec_places import SpecPlaces

At = tuple[str, ...]
_IS_TYPE: Mapping[str, Callable[[object], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and value == int(value),  # type: ignore[call-overload]  # a number
    "number": lambda value: _is_number(value),
    "string": lambda value: isinstance(value, str),
    "array": is_list,
    "object": is_object,
}


def check_schema(places: SpecPlaces, pointer: str, value: object, at: At = ()) -> Iterator[Departure]:
    """Yield where a value departs from a schema.

    Args:
        places: The spec.
        pointer: The JSON pointer of the schema.
        value: The value.
        at: Where the value is in the request or the response.
    """
    pointer, schema = places.follow(pointer)
    if not is_object(schema):  # `true` allows anything
        return
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema:
            yield from _check_union(places, pointer, schema, keyword, value, at)
    for index in range(len(schema.get("allOf", ()))):
        yield from check_schema(places, f"{pointer}/allOf/{index}", value, at)
    mismatch = _check_type(pointer, schema, value, at)
    if mismatch is not None:
        yield mismatch
        return
    yield from _check_values(pointer, schema, value, at)
    yield from _check_limits(pointer, schema, value, at)
    if is_object(value):
        yield from _check_object(places, pointer, schema, value, at)
    elif is_list(value) and "items" in schema:
        for item in value:
            yield from check_schema(places, f"{pointer}/items", item, (*at, "*"))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _type_of(value: object) -> str:
    return next(name for name, is_type in _IS_TYPE.items() if is_type(value))


def _check_type(pointer: str, schema: Mapping[str, Any], value: object, at: At) -> Departure | None:
    wanted = schema.get("type")
    types: Sequence[str] = wanted if is_list(wanted) else [wanted] if isinstance(wanted, str) else []
    if not types or any(_IS_TYPE[name](value) for name in types):
        return None
    if value is None:
        return Departure("broken", "null", pointer, "", f"{_name(at)} is null", at)
    actual = _type_of(value)
    message = f"{_name(at)} is of the type {actual}, not {' or '.join(types)}"
    return Departure("broken", "wrong-type", pointer, actual, message, at, placeholder(value))


def _check_values(pointer: str, schema: Mapping[str, Any], value: object, at: At) -> Iterator[Departure]:
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    if allowed is None or any(canonical_json(value) == canonical_json(one) for one in allowed):
        return
    shown = safe_word(value) if isinstance(value, str) else canonical_json(placeholder(value))
    is_open = schema.get("x-open-enum") is True
    message = f"{_name(at)} has the value {shown!r}, which the spec does not list"
    level: Level = "new" if is_open else "broken"
    yield Departure(level, "unknown-value", pointer, shown, message, at, shown)


def _check_limits(pointer: str, schema: Mapping[str, Any], value: object, at: At) -> Iterator[Departure]:
    for keyword, is_outside in _LIMITS.items():
        if keyword in schema and is_outside(value, schema[keyword]):
            message = f"{_name(at)} does not keep to the {keyword} of the spec"
            yield Departure("broken", "out-of-range", pointer, keyword, message, at, placeholder(value))


def _length(value: object, *, of_text: bool, otherwise: int) -> int:
    if of_text:
        return len(value) if isinstance(value, str) else otherwise
    return len(value) if is_list(value) else otherwise


_LIMITS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, limit: _is_number(value) and value < limit,
    "maximum": lambda value, limit: _is_number(value) and value > limit,
    "minLength": lambda value, limit: _length(value, of_text=True, otherwise=limit) < limit,
    "maxLength": lambda value, limit: _length(value, of_text=True, otherwise=limit) > limit,
    "minItems": lambda value, limit: _length(value, of_text=False, otherwise=limit) < limit,
    "maxItems": lambda value, limit: _length(value, of_text=False, otherwise=limit) > limit,
    "pattern": lambda value, pattern: isinstance(value, str) and re.search(pattern, value) is None,
}


def _check_object(
    places: SpecPlaces, pointer: str, schema: Mapping[str, Any], value: Mapping[str, Any], at: At
) -> Iterator[Departure]:
    properties: Mapping[str, Any] = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            place = pointer + "/properties" + pointer_step(name)
            message = f"{_name((*at, name))} is missing"
            yield Departure("broken", "missing-field", place, name, message, (*at, name), placeholder(value))
    more = schema.get("additionalProperties")
    is_described = bool(properties) or more is False
    for name, item in value.items():
        if name in properties:
            yield from check_schema(places, pointer + "/properties" + pointer_step(name), item, (*at, name))
        elif is_object(more):
            yield from check_schema(places, f"{pointer}/additionalProperties", item, (*at, "*"))
        elif is_described and more is not True:
            shown = safe_word(name)
            message = f"{_name((*at, shown))} is not in the spec"
            yield Departure(
                "new", "unknown-field", pointer, shown, message, (*at, shown), {shown: placeholder(item)}
            )


def _check_union(
    places: SpecPlaces, pointer: str, schema: Mapping[str, Any], keyword: str, value: object, at: At
) -> Iterator[Departure]:
    branches = [f"{pointer}/{keyword}/{index}" for index in range(len(schema[keyword]))]
    if "discriminator" in schema and is_object(value):
        yield from _check_tagged(places, pointer, schema, value, at)
        return
    if value is None:
        if all(list(check_schema(places, branch, value, at)) for branch in branches):
            yield Departure("broken", "null", pointer, "", f"{_name(at)} is null", at)
        return
    results = [
        (branch, list(check_schema(places, branch, value, at)))
        for branch in branches
        if places.follow(branch)[1] != {"type": "null"}
    ]
    _, found = min(results, key=lambda result: _distance(places, result, at))
    yield from found


def _distance(places: SpecPlaces, result: tuple[str, list[Departure]], at: At) -> tuple[int, int, int]:
    """Return how far a value is from a branch of a union: a wrong type or tag first, then faults, then news."""
    branch, found = result
    place, schema = places.follow(branch)
    constants = [
        f"{place}/properties{pointer_step(name)}"
        for name, inner in (schema.get("properties", {}).items() if is_object(schema) else ())
        if is_object(inner) and "const" in inner
    ]
    strange = [
        one
        for one in found
        if (one.kind == "wrong-type" and one.at == at) or (one.pointer in constants and one.level == "broken")
    ]
    broken = [one for one in found if one.level == "broken"]
    return len(strange), len(broken), len(found)


def _check_tagged(
    places: SpecPlaces, pointer: str, schema: Mapping[str, Any], value: Mapping[str, Any], at: At
) -> Iterator[Departure]:
    name = schema["discriminator"]["propertyName"]
    tag = value.get(name)
    if not isinstance(tag, str):
        kind: Kind = "missing-field" if name not in value else "null" if tag is None else "wrong-type"
        problem = "missing" if name not in value else "not a string"
        message = f"{_name((*at, name))}, which says what the object is, is {problem}"
        place = f"{pointer}/discriminator/propertyName"
        yield Departure("broken", kind, place, name, message, (*at, name), placeholder(value))
        return
    target = _branch_of(schema, tag)
    if target is not None:
        yield from check_schema(places, target, value, at)
        return
    shown = safe_word(tag)
    message = f"{_name((*at, name))} has the tag {shown!r}, which the spec does not list"
    example = {**_as_members(placeholder(value)), name: shown}
    yield Departure(
        "new", "unknown-tag", f"{pointer}/discriminator/mapping", shown, message, (*at, name), example
    )


def _branch_of(schema: Mapping[str, Any], tag: str) -> str | None:
    mapping: Mapping[str, str] = schema["discriminator"].get("mapping", {})
    if tag in mapping:
        return mapping[tag]
    prefixes: Mapping[str, str] = schema.get("x-tag-prefixes", {})
    fitting = [prefix for prefix in prefixes if tag.startswith(prefix)]
    return f"#/components/schemas/{prefixes[max(fitting, key=len)]}" if fitting else None


def _as_members(value: object) -> Mapping[str, object]:
    return value if is_object(value) else {}


def _name(at: At) -> str:
    return ".".join(at).replace(".*", "[]") if at else "the body"
