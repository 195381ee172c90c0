"""Check the JSON schemas of a chat: that they are usable, and what OpenAI's strict mode demands of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .json_values import as_object, is_list
from .schemas.subschemas import Steps, iter_subschemas
from .schemas.validation import InvalidSchemaError, check_schema


def find_problem(schema: object, *, strict: object) -> str | None:
    """Return why OpenAI's API refuses a schema; None if it does not.

    Args:
        schema: The schema of a response, or of the parameters of a function.
        strict: The `strict` beside it.
    """
    try:
        check_schema(schema)
    except InvalidSchemaError as error:
        return str(error)
    if strict is not True:
        return None
    root = as_object(schema)
    if root.get("type") != "object":
        return f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{root.get('type')}\"'."
    return _find_strict_problem(root, ())


def _find_strict_problem(schema: Mapping[str, Any], place: Steps) -> str | None:
    kind, properties = schema.get("type"), as_object(schema.get("properties"))
    if properties or kind == "object" or (is_list(kind) and "object" in kind):
        if schema.get("additionalProperties") is not False:
            return f"In context={place}, 'additionalProperties' is required to be supplied and to be false."
        missing = [name for name in properties if name not in schema.get("required", ())]
        if missing:
            return (
                f"In context={place}, 'required' is required to be supplied and to be an array including every key "
                f"in properties. Missing {missing[0]!r}."
            )
    problems = (_find_strict_problem(inner, (*place, *steps)) for steps, inner in iter_subschemas(schema))
    return next(filter(None, problems), None)
