"""Infer what a JSON schema leaves open from what it says: a type, an item count, a field name, a text's length.

Pure functions of one schema. None of them follows a reference or generates a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from pareta_sandbox.json_values import is_list, is_object

# The type that each keyword implies, in order of precedence.
_KEYWORDS_OF_TYPE = (
    ("object", ("properties", "required", "additionalProperties", "patternProperties", "minProperties")),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "contains")),
    ("string", ("pattern", "format", "minLength", "maxLength")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)
ALL_TYPES = ("string", "integer", "object", "array", "boolean", "null", "number")
_DEFAULT_COUNT = 2


def drop_strings_beside_numbers(branches: list[Any]) -> list[Any]:
    """Return the branches of a union without its strings, if one branch is a number and no string is a choice.

    pydantic describes a decimal, a fraction and a size in bytes as a number or a string, and most strings are neither.
    """
    schemas: list[Mapping[str, Any]] = [one if is_object(one) else {} for one in branches]
    if not any(one.get("type") in ("number", "integer") for one in schemas):
        return branches
    vague = {"type", "title", "description", "pattern", "format"}
    return [
        one for one in branches if not (is_object(one) and one.get("type") == "string" and vague >= set(one))
    ]


def infer_type(schema: Mapping[str, Any], default: str = "string") -> str:
    """Return the schema's type: the first that is not `null`, or the one that its keywords imply."""
    declared = schema.get("type")
    if is_list(declared):
        return next((str(one) for one in declared if one != "null"), "null")
    if isinstance(declared, str):
        return declared
    return next((name for name, keys in _KEYWORDS_OF_TYPE if any(key in schema for key in keys)), default)


def count_in_description(schema: Mapping[str, Any]) -> int:
    """Return how many items the description asks for: 3 for `Top 3 exported goods`."""
    words = str(schema.get("description", "")).lower().split()
    for before, word in pairwise(words):
        if before in ("top", "first", "exactly", "list") and word.isdigit() and 1 <= int(word) <= 20:
            return int(word)
    return _DEFAULT_COUNT


def field_name(path: Sequence[str | int]) -> str:
    """Return the name of the property at a path, or of the nearest one around it."""
    names = [step for step in path if isinstance(step, str)]
    return names[-1].partition("~")[0] if names else ""


def fit_length(text: str, schema: Mapping[str, Any]) -> str:
    """Return the text, padded or cut to the schema's lengths (in characters)."""
    minimum, maximum = schema.get("minLength", 0), schema.get("maxLength")
    if len(text) < minimum:
        text = (text + " and so on") * (minimum // max(len(text), 1) + 1)
        text = text[:minimum]
    return text if maximum is None else text[:maximum]
