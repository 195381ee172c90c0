"""What a JSON schema leaves unsaid, guessed from what it says: a type, a count, a field's name, a fitting length.

Pure functions of one schema; none follows a reference or makes a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from pareta_sandbox.shapes import is_list, is_object


def without_bare_texts_beside_numbers(branches: list[Any]) -> list[Any]:
    """A number or any text is how pydantic writes a decimal; a text that is no number would not be one."""
    schemas: list[Mapping[str, Any]] = [one if is_object(one) else {} for one in branches]
    if not any(one.get("type") == "number" for one in schemas):
        return branches
    bare = {"type", "title", "description"}
    return [one for one in schemas if one.get("type") != "string" or not bare >= set(one)]


_KINDS = (
    ("object", ("properties", "required", "additionalProperties", "patternProperties", "minProperties")),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "contains")),
    ("string", ("pattern", "format", "minLength", "maxLength")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)


ALL_KINDS = ("string", "integer", "object", "array", "boolean", "null", "number")


def kind_of(schema: Mapping[str, Any], otherwise: str = "string") -> str:
    kind = schema.get("type")
    if is_list(kind):
        return next((str(one) for one in kind if one != "null"), "null")
    if isinstance(kind, str):
        return kind
    return next((name for name, words in _KINDS if any(word in schema for word in words)), otherwise)


def told_count(schema: Mapping[str, Any]) -> int:
    """`Top 3 exported goods` asks for three."""
    words = str(schema.get("description", "")).lower().split()
    for before, word in pairwise(words):
        if before in ("top", "first", "exactly", "list") and word.isdigit() and 1 <= int(word) <= 20:
            return int(word)
    return 2


def field_of(path: Sequence[str | int]) -> str:
    names = [step for step in path if isinstance(step, str)]
    return names[-1].partition("~")[0] if names else ""


def fitted(text: str, schema: Mapping[str, Any]) -> str:
    """Stretched or cut to the schema's lengths."""
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if len(text) < least:
        text = (text + " and so on") * (least // max(len(text), 1) + 1)
        text = text[:least]
    return text if most is None else text[:most]
