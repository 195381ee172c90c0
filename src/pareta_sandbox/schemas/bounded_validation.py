"""JSON Schema's keywords in bounded time: each check is counted, and no pattern is left to `re`.

jsonschema does the checks. What it would do with a pattern, or by comparing all pairs of items, is replaced here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

from jsonschema import FormatChecker, validators
from jsonschema.exceptions import FormatError, ValidationError

from pareta_sandbox.json_values import canonical_json, is_list, is_object

from .bounded_match import search
from .work import spend

MAX_FORMAT_CHARACTERS = 2_000  # of a text whose format is checked

Check = Callable[[Any, Any, Any, Any], "Iterable[ValidationError] | None"]


def equality_key(value: object) -> object:
    """Return a hashable key that is equal for values that JSON Schema calls equal."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else canonical_json(value)


@functools.cache
def bounded(validator_class: Any) -> Any:
    """Return the validator class with bounded checks of every keyword and format."""
    checks: Mapping[str, Check] = {**validator_class.VALIDATORS, **_REPLACEMENTS}
    known = {name: check for name, check in checks.items() if name in validator_class.VALIDATORS}
    counted = {name: _counted(check, 25 if name == "$ref" else 5) for name, check in known.items()}
    formats = _BoundedFormats(())
    formats.checkers = {**validator_class.FORMAT_CHECKER.checkers}
    return cast("Any", validators).extend(validator_class, counted, format_checker=formats)


class _BoundedFormats(FormatChecker):
    """Checks formats of texts that are not too long for it."""

    def check(self, instance: object, format: str) -> None:
        spend(5)
        if isinstance(instance, str) and len(instance) > MAX_FORMAT_CHARACTERS:
            raise FormatError(f"a text of {len(instance):,} characters is too long for the format {format!r}")
        super().check(instance, format)


def _counted(check: Check, least: int) -> Check:
    def counted(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        work = least
        if isinstance(wanted, list | dict):
            work += len(cast("list[Any]", wanted)) // 8
        if isinstance(instance, list | dict | str):
            work += len(cast("list[Any]", instance)) // 50
        spend(work)
        for error in check(validator, wanted, instance, schema) or ():
            spend(1 + len(error.message) // 50)  # it quotes the value
            yield error

    return counted


def _check_unique_items(_: object, wanted: object, items: object, __: object) -> Iterator[ValidationError]:
    """Check `uniqueItems` in linear time. jsonschema compares every pair of items that cannot be sorted."""
    if wanted is True and is_list(items) and len({equality_key(item) for item in items}) < len(items):
        yield ValidationError("the array has items that are not unique")


def _check_pattern(_: object, pattern: str, text: object, __: object) -> Iterator[ValidationError]:
    if isinstance(text, str) and not search(pattern, text):
        yield ValidationError(f"{text!r} does not match {pattern!r}")


def _check_pattern_properties(
    validator: Any, patterns: Mapping[str, Any], value: object, _: object
) -> Iterator[ValidationError]:
    if is_object(value):
        for pattern, inner in patterns.items():
            for name, item in value.items():
                if search(pattern, name):
                    yield from validator.descend(item, inner, path=name, schema_path=pattern)


def _check_additional_properties(
    validator: Any, wanted: Any, value: object, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if not is_object(value):
        return
    extras = list(additional_names(value, schema))
    if is_object(wanted):
        for name in extras:
            yield from validator.descend(value[name], wanted, path=name)
    elif not wanted and extras:
        yield ValidationError(f"additional properties are not allowed: {', '.join(map(repr, extras))}")


def additional_names(names: Iterable[str], schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names that neither `properties` nor `patternProperties` of the schema describe."""
    properties, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name in names:
        if name not in properties and not any(search(pattern, name) for pattern in patterns):
            yield name


_REPLACEMENTS: Mapping[str, Check] = {
    "uniqueItems": _check_unique_items,
    "pattern": _check_pattern,
    "patternProperties": _check_pattern_properties,
    "additionalProperties": _check_additional_properties,
}
