"""JSON schemas that callers bring: is one a schema, and does a value fit it? Fetches nothing from anywhere."""

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

from pareta_sandbox.dice import canonical
from pareta_sandbox.ecmascript import BadPattern, in_python
from pareta_sandbox.keywords import Steps, parts, rebuilt
from pareta_sandbox.references import Astray, pointed
from pareta_sandbox.shapes import is_list, is_object


class BadSchema(ValueError):
    """The schema is none: it breaks its own meta-schema, or refers to what is not there; the message says where."""

    def __init__(self, problem: str, place: Steps = ()) -> None:
        super().__init__(f"{problem} (at {'/'.join(place)})" if place else problem)


def prepared(schema: Any) -> Any:
    """The schema with references and patterns as validators and walks here read them. Raises BadSchema."""
    if not is_object(schema):
        return schema
    try:
        return _with_patterns(pointed(schema), ())
    except Astray as problem:
        raise BadSchema(str(problem), problem.place) from None
    except RecursionError as problem:
        raise BadSchema(f"it cannot be read: {problem}") from None


def validator(schema: object) -> Any:
    """A validator for a prepared schema, which fetches nothing from anywhere and checks formats."""
    if not (is_object(schema) or isinstance(schema, bool)):
        raise BadSchema("a JSON schema is an object")
    kind: Any = _in_linear_time(validator_for(schema, default=Draft202012Validator))
    empty: Registry[Any] = Registry()
    return kind(schema, registry=empty, format_checker=kind.FORMAT_CHECKER)


def check_schema(schema: object) -> None:
    """Raise BadSchema when `schema` is not one."""
    problem = _problem(canonical(schema))
    if problem is not None:
        raise BadSchema(problem)


def misfit(schema: object, value: object) -> str | None:
    """The first thing that keeps `value` from fitting, in words; also when the schema cannot be applied."""
    try:
        error = next(validator(prepared(schema)).iter_errors(value), None)
    except (BadSchema, Unresolvable, re.error, RecursionError) as problem:
        return f"the schema cannot be applied: {problem}"
    return None if error is None else str(error.message)[:200]


def mark(value: object) -> object:
    """What is equal for values that JSON schema calls equal, and can be put into a set."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else canonical(value)


@functools.lru_cache(maxsize=512)
def _problem(text: str) -> str | None:
    """What is wrong with a schema. Remembered, because a group of 1,000 runs brings one schema 1,000 times."""
    schema = json.loads(text)
    try:
        # Without formats: the only one that counts, a pattern's, is looked at below, as ECMAScript means it.
        cast("Any", type(validator(schema))).check_schema(schema, format_checker=None)
        prepared(schema)
    except SchemaError as problem:
        return str(BadSchema(problem.message[:200], tuple(str(step) for step in problem.absolute_path)))
    except BadSchema as problem:
        return str(problem)
    except (RecursionError, TypeError) as problem:
        return f"it cannot be read: {problem}"
    return None


def _with_patterns(schema: Mapping[str, Any], at: Steps) -> Mapping[str, Any]:
    inside = {id(part): steps for steps, part in parts(schema)}
    made = rebuilt(schema, lambda part: _with_patterns(part, (*at, *inside[id(part)])))
    if isinstance(made.get("pattern"), str):
        made["pattern"] = _pattern(made["pattern"], (*at, "pattern"))
    if is_object(named := made.get("patternProperties")):
        made["patternProperties"] = {
            _pattern(name, (*at, "patternProperties")): part for name, part in named.items()
        }
    return made


def _pattern(pattern: str, at: Steps) -> str:
    try:
        return in_python(pattern)
    except BadPattern as problem:
        raise BadSchema(str(problem), at) from None


@functools.cache
def _in_linear_time(kind: Any) -> Any:
    """jsonschema compares each item with each other, unless they can be sorted; objects cannot."""
    return cast("Any", validators).extend(kind, {"uniqueItems": _unique_items})


def _unique_items(_: object, wanted: object, items: object, __: object) -> Iterator[ValidationError]:
    if wanted is True and is_list(items) and len({mark(item) for item in items}) < len(items):
        yield ValidationError("the array has items that are not unique")
