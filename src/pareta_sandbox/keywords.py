"""Where the schemas stand inside a JSON schema: a walk over its keywords, draft 4 to 2020-12. Judges none of them.

Only what a keyword makes a schema is one: neither the value of a `const`, nor a property that is called `$ref`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from .shapes import is_list, is_object

Steps: TypeAlias = tuple[str, ...]

_ONE = frozenset(
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
_SEVERAL = frozenset(("allOf", "anyOf", "items", "oneOf", "prefixItems"))
_NAMED = frozenset(
    ("$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties")
)


def parts(schema: Mapping[str, Any]) -> Iterator[tuple[Steps, Mapping[str, Any]]]:
    """The schemas directly inside `schema`, and the steps that lead to each."""
    for key, value in schema.items():
        if is_object(value):
            if key in _ONE:
                yield (key,), value
            elif key in _NAMED:
                yield from (((key, str(name)), part) for name, part in value.items() if is_object(part))
        elif is_list(value) and key in _SEVERAL:
            yield from (((key, str(n)), part) for n, part in enumerate(value) if is_object(part))


def rebuilt(schema: Mapping[str, Any], change: Callable[[Mapping[str, Any]], Any]) -> dict[str, Any]:
    """A copy of `schema` in which each schema directly inside is what `change` gives for it."""
    made: dict[str, Any] = {}
    for key, value in schema.items():
        if is_object(value) and key in _ONE:
            value = change(value)
        elif is_object(value) and key in _NAMED:
            value = {name: change(part) if is_object(part) else part for name, part in value.items()}
        elif is_list(value) and key in _SEVERAL:
            value = [change(part) if is_object(part) else part for part in value]
        made[key] = value
    return made
