"""Check JSON schemas that callers send, and values against them. Nothing is ever fetched.

A schema has a limited size, and the work on it is limited: see `work`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from pareta_sandbox.json_values import canonical_json, is_list, is_object

from .bounded_match import UnsupportedPatternError, has_one_way
from .bounded_validation import bounded
from .ecmascript_patterns import InvalidPatternError, to_python_pattern
from .fast_check import Check, UnknownKeywordError, make_check
from .meta_schemas import find_problem
from .references import UnresolvedReferenceError, resolve_pointer, resolve_references
from .subschemas import Steps, iter_subschemas, map_subschemas
from .work import TooMuchWorkError, limited_work

MAX_SCHEMA_VALUES = 10_000  # objects, arrays, names, strings, numbers; a long text counts as several
MAX_SCHEMA_DEPTH = 150
_CHARACTERS_PER_VALUE = 100


class InvalidSchemaError(ValueError):
    """A schema that breaks its meta-schema or refers to something missing. The message names the location."""

    def __init__(self, problem: str, location: Steps = ()) -> None:
        super().__init__(f"{problem} (at {'/'.join(location)})" if location else problem)


@dataclass(frozen=True, slots=True)
class CompiledSchema:
    """A schema that was normalized, and its validator."""

    schema: Any
    validator: Any
    check: Check | None

    def find_mismatch(self, value: object) -> ValidationError | None:
        """Return the first reason why a value does not fit, or None. Formats count as well."""
        if self.check is not None and self.check(value):
            return None
        return next(self.validator.iter_errors(value), None)


def compile_schema(schema: object) -> CompiledSchema:
    """Return the schema, normalized, with its validator. The last ones are kept.

    Raises:
        InvalidSchemaError: The schema is too large, or a reference or a pattern cannot be used.
    """
    check_size(schema)
    return _compile(json.dumps(schema))


@functools.lru_cache(maxsize=256)
def _compile(text: str) -> CompiledSchema:
    with limited_work():
        schema = normalize(json.loads(text))
    validator = make_validator(schema)
    return CompiledSchema(schema, validator, _fast_check(schema, validator.format_checker))


def _fast_check(schema: Any, formats: FormatChecker) -> Check | None:
    """Return a fast check for a normalized schema; None if only jsonschema can check it."""
    try:
        return make_check(schema, lambda pointer: resolve_pointer(schema, pointer), formats)
    except (UnknownKeywordError, LookupError, TypeError):
        return None


def check_size(schema: object) -> None:
    """Raise InvalidSchemaError if the schema is larger, or nested more deeply, than the sandbox takes."""
    left, level = MAX_SCHEMA_VALUES, [schema]
    for _ in range(MAX_SCHEMA_DEPTH):
        below: list[object] = []
        for value in level:
            left -= 1
            if is_object(value):
                left -= len(value) + sum(map(len, value)) // _CHARACTERS_PER_VALUE
                below += value.values()
            elif is_list(value):
                below += value
            elif isinstance(value, str):
                left -= len(value) // _CHARACTERS_PER_VALUE
        if left < len(below):
            raise InvalidSchemaError(
                f"it has more than {MAX_SCHEMA_VALUES:,} values, which the sandbox does not take"
            )
        if not below:
            return
        level = below
    raise InvalidSchemaError(
        f"it is nested more than {MAX_SCHEMA_DEPTH} levels deep, which the sandbox does not take"
    )


def normalize(schema: Any) -> Any:
    """Return the schema with pointers for references and Python patterns, as the other functions expect it.

    Raises:
        InvalidSchemaError: A reference or a pattern cannot be used.
    """
    if not is_object(schema):
        return schema
    try:
        normalized = _translate_patterns(resolve_references(schema), ())
        if _has_keyword(normalized, "unevaluatedProperties"):
            _check_patterns_of_names(normalized, ())
        return normalized
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
    validator_class: Any = bounded(validator_for(schema, default=Draft202012Validator))
    registry: Registry[Any] = Registry()
    return validator_class(schema, registry=registry, format_checker=validator_class.FORMAT_CHECKER)


def check_schema(schema: object) -> None:
    """Raise InvalidSchemaError if `schema` is not a valid JSON schema, or is too large."""
    check_size(schema)
    problem = _schema_problem(canonical_json(schema))
    if problem is not None:
        raise InvalidSchemaError(problem)


def find_mismatch(schema: object, value: object) -> str | None:
    """Return the first reason why `value` does not fit, or why the schema cannot be applied; None if it fits."""
    try:
        compiled = compile_schema(schema)
        with limited_work():
            error = compiled.find_mismatch(value)
    except (
        InvalidSchemaError,
        Unresolvable,
        UnsupportedPatternError,
        RecursionError,
        TooMuchWorkError,
    ) as problem:
        return f"the schema cannot be applied: {problem}"
    return None if error is None else str(error.message)[:200]


@functools.lru_cache(maxsize=512)
def _schema_problem(text: str) -> str | None:
    # Cached because a group of 1,000 runs sends the same schema 1,000 times.
    schema = json.loads(text)
    try:
        # Formats are not checked: the only one that matters is that of patterns, which `normalize` checks in
        # ECMAScript's dialect.
        if (error := find_problem(make_validator(schema).META_SCHEMA, schema)) is not None:
            location = tuple(str(step) for step in error.absolute_path)
            return str(InvalidSchemaError(error.message[:200], location))
        with limited_work():
            normalize(schema)
    except InvalidSchemaError as error:
        return str(error)
    except (RecursionError, TypeError, TooMuchWorkError) as error:
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


def _has_keyword(schema: Mapping[str, Any], keyword: str) -> bool:
    return keyword in schema or any(_has_keyword(inner, keyword) for _, inner in iter_subschemas(schema))


def _check_patterns_of_names(schema: Mapping[str, Any], location: Steps) -> None:
    """Refuse what jsonschema would match with `re`: patterns of names, to find what is not evaluated."""
    for pattern in schema.get("patternProperties", {}):
        if not has_one_way(pattern):
            raise InvalidSchemaError(
                f"beside unevaluatedProperties the sandbox takes no pattern with a repetition or a choice: {pattern!r}",
                (*location, "patternProperties"),
            )
    for steps, inner in iter_subschemas(schema):
        _check_patterns_of_names(inner, (*location, *steps))
