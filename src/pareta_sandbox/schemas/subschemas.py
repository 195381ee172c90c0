"""Find the schemas directly inside a JSON schema, for drafts 4 to 2020-12.

Only the value of a keyword that takes a schema counts. The value of a `const` is not a schema, nor is a property
reference just because a property is named `$ref`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from pareta_sandbox.json_values import is_list, is_object

Steps: TypeAlias = tuple[str, ...]

# Keywords whose value is a schema, an array of schemas, or an object of schemas.
_SCHEMA_KEYWORDS = frozenset(
    [
        "additionalItems",
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    ]
)
_ARRAY_KEYWORDS = frozenset(("allOf", "anyOf", "items", "oneOf", "prefixItems"))
_OBJECT_KEYWORDS = frozenset(
    ("$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties")
)


def iter_subschemas(schema: Mapping[str, Any]) -> Iterator[tuple[Steps, Mapping[str, Any]]]:
    """Yield each schema directly inside `schema`, with the steps that lead to it."""
    for key, value in schema.items():
        if is_object(value):
            if key in _SCHEMA_KEYWORDS:
                yield (key,), value
            elif key in _OBJECT_KEYWORDS:
                yield from (((key, str(name)), inner) for name, inner in value.items() if is_object(inner))
        elif is_list(value) and key in _ARRAY_KEYWORDS:
            yield from (((key, str(n)), inner) for n, inner in enumerate(value) if is_object(inner))


def map_subschemas(schema: Mapping[str, Any], change: Callable[[Mapping[str, Any]], Any]) -> dict[str, Any]:
    """Return a copy of `schema` with `change` applied to each schema directly inside it."""
    result: dict[str, Any] = {}
    for key, value in schema.items():
        if is_object(value) and key in _SCHEMA_KEYWORDS:
            value = change(value)
        elif is_object(value) and key in _OBJECT_KEYWORDS:
            value = {name: change(inner) if is_object(inner) else inner for name, inner in value.items()}
        elif is_list(value) and key in _ARRAY_KEYWORDS:
            value = [change(inner) if is_object(inner) else inner for inner in value]
        result[key] = value
    return result
