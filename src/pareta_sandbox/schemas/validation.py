"""Check JSON schemas that callers send, and values against them. Nothing is ever fetched."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from pareta_sandbox.json_values import canonical_json, is_list, is_object

from .ecmascript_patterns import InvalidPatternError, to_python_pattern
from .references import UnresolvedReferenceError, resolve_references
from .subschemas import Steps, iter_subschemas, map_subschemas


class InvalidSchemaError(ValueError):
    """A schema that breaks its meta-schema or refers to something missing. The message names the location."""

    def __init__(self, problem: str, location: Steps = ()) -> None:
        super().__init__(f"{problem} (at {'/'.join(location)})" if location else problem)


def normalize(schema: Any) -> Any:
    """Return the schema with pointers for references and Python patterns, as the other functions expect it.

    Raises:
        InvalidSchemaError: A reference or a pattern cannot be used.
    """
    if not is_object(schema):
        return schema
    try:
        return _translate_patterns(resolve_references(schema), ())
    except UnresolvedReferenceError as error:
        raise InvalidSchemaError(str(error), error.location) from None
    except RecursionError as error:
        raise InvalidSchemaError(f"it cannot be read: {error}") from None


def make_validator(schema: object) -> Any:
    """Return a jsonschema validator for a normalized schema. It checks formats and fetches nothing.

    Raises:
        InvalidSchemaError: The schema is neither an object nor a boolean.
    """
    if not (is_object(schema) or isinstance(schema, bool)):
        raise InvalidSchemaError("a JSON schema must be an object")
    validator_class: Any = _with_fast_unique_items(validator_for(schema, default=Draft202012Validator))
    registry: Registry[Any] = Registry()
    return validator_class(schema, registry=registry, format_checker=validator_class.FORMAT_CHECKER)


def check_schema(schema: object) -> None:
    """Raise InvalidSchemaError if `schema` is not a valid JSON schema."""
    problem = _schema_problem(canonical_json(schema))
    if problem is not None:
        raise InvalidSchemaError(problem)


def find_mismatch(schema: object, value: object) -> str | None:
    """Return the first reason why `value` does not fit, or why the schema cannot be applied; None if it fits."""
    try:
        error = next(make_validator(normalize(schema)).iter_errors(value), None)
    except (InvalidSchemaError, Unresolvable, re.error, RecursionError) as problem:
        return f"the schema cannot be applied: {problem}"
    return None if error is None else str(error.message)[:200]


def equality_key(value: object) -> object:
    """Return a hashable key that is equal for values that JSON Schema calls equal."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else canonical_json(value)


@functools.lru_cache(maxsize=512)
def _schema_problem(text: str) -> str | None:
    # Cached because a group of 1,000 runs sends the same schema 1,000 times.
    schema = json.loads(text)
    try:
        # Without a format checker: the only format that matters is that of patterns, which `normalize` checks in
        # ECMAScript's dialect.
        cast("Any", type(make_validator(schema))).check_schema(schema, format_checker=None)
        normalize(schema)
    except SchemaError as error:
        location = tuple(str(step) for step in error.absolute_path)
        return str(InvalidSchemaError(error.message[:200], location))
    except InvalidSchemaError as error:
        return str(error)
    except (RecursionError, TypeError) as error:
        return f"it cannot be read: {error}"
    return None


def _translate_patterns(schema: Mapping[str, Any], location: Steps) -> Mapping[str, Any]:
    steps_to = {id(inner): steps for steps, inner in iter_subschemas(schema)}
    result = map_subschemas(
        schema, lambda inner: _translate_patterns(inner, (*location, *steps_to[id(inner)]))
    )
    if isinstance(result.get("pattern"), str):
        result["pattern"] = _translate_pattern(result["pattern"], (*location, "pattern"))
    if is_object(properties := result.get("patternProperties")):
        result["patternProperties"] = {
            _translate_pattern(name, (*location, "patternProperties")): inner
            for name, inner in properties.items()
        }
    return result


def _translate_pattern(pattern: str, location: Steps) -> str:
    try:
        return to_python_pattern(pattern)
    except InvalidPatternError as error:
        raise InvalidSchemaError(str(error), location) from None


@functools.cache
def _with_fast_unique_items(validator_class: Any) -> Any:
    """Return the validator class with a linear check of `uniqueItems`.

    jsonschema compares every pair of items unless they can be sorted, and objects cannot.
    """
    return cast("Any", validators).extend(validator_class, {"uniqueItems": _check_unique_items})


def _check_unique_items(_: object, wanted: object, items: object, __: object) -> Iterator[ValidationError]:
    if wanted is True and is_list(items) and len({equality_key(item) for item in items}) < len(items):
        yield ValidationError("the array has items that are not unique")
