"""JSON schemas that callers bring: is one a schema, and does a value fit it? Fetches nothing from anywhere."""

from __future__ import annotations

import functools
import json
import re
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from jsonschema.validators import validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from pareta_sandbox.dice import canonical
from pareta_sandbox.shapes import is_object


class BadSchema(ValueError):
    """The schema is none: it breaks its own meta-schema or refers to what is not there."""


def validator(schema: object) -> Any:
    """A validator that fetches nothing from anywhere and checks formats."""
    if not (is_object(schema) or isinstance(schema, bool)):
        raise BadSchema("a JSON schema is an object")
    kind: Any = validator_for(schema, default=Draft202012Validator)
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
        error = next(validator(schema).iter_errors(value), None)
    except (Unresolvable, re.error, RecursionError) as problem:
        return f"the schema cannot be applied: {problem}"
    return None if error is None else str(error.message)[:200]


@functools.lru_cache(maxsize=512)
def _problem(text: str) -> str | None:
    """What is wrong with a schema. Remembered, because a group of 1,000 runs brings one schema 1,000 times."""
    schema = json.loads(text)
    try:
        cast("Any", type(validator(schema))).check_schema(schema)
    except SchemaError as problem:
        place = "/".join(str(step) for step in problem.absolute_path)
        return f"{problem.message[:200]}{f' (at {place})' if place else ''}"
    except BadSchema as problem:
        return str(problem)
    except (RecursionError, TypeError) as problem:
        return f"it cannot be read: {problem}"
    return None
