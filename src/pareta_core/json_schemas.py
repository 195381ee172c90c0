"""JSON schemas as JSON: those that a caller gives, and what is done with those of classes. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias, cast

from pareta_core.encoding import as_object
from pareta_core.schema_types import is_a, shown

Json: TypeAlias = dict[str, Any]
_KEYWORDS = {"type", "properties", "required", "additionalProperties", "$ref", "anyOf", "oneOf", "allOf"}


def is_schema_text(text: str) -> bool:
    """Return whether a text is a JSON schema. Where a description is expected, it would be sent as one."""
    try:
        schema = as_object(json.loads(text)) or {}
    except (ValueError, RecursionError):
        return False
    return not _KEYWORDS.isdisjoint(schema)


def unwrap_schema(schema: Json) -> Json:
    """Return the caller's own schema, without its `{"type": "json", …}` envelope if it has one."""
    if schema.get("type") in ("text", "auto"):
        raise ValueError(
            "output: for text, pass its description as a str. For an automatic output, pass none."
        )
    if schema.get("type") == "json":
        schema = schema.get("json_schema") or {}
    if not isinstance(cast("object", schema), Mapping) or not _KEYWORDS & schema.keys():
        raise ValueError("output: the mapping is not the JSON schema of an object")
    kind: Any = schema.get("type", "object")
    if "object" not in (kind if is_a(kind, list) else [kind]):
        raise ValueError(
            f"output: the mapping is not the JSON schema of an object: its type is {shown(kind)}"
        )
    return schema


def close_objects(schema: Any) -> Any:
    """Return a copy in which objects with `properties` allow no others, unless they have `additionalProperties`."""
    if not is_a(schema, dict):
        return schema
    closed: Json = {}
    for key, value in schema.items():
        if key in ("properties", "$defs", "patternProperties"):
            closed[key] = {name: close_objects(each) for name, each in value.items()}
        elif key in ("anyOf", "oneOf", "prefixItems"):
            closed[key] = [close_objects(each) for each in value]
        else:  # not `allOf`: its schemas describe one object together
            closed[key] = close_objects(value) if key in ("items", "additionalProperties") else value
    if "properties" in closed:
        closed.setdefault("additionalProperties", False)
    return closed


def inline_root(schema: Json, definitions: dict[str, Json]) -> Json:
    """Return the schema with its own `$ref` inlined, and with the `$defs` that are still used."""
    while isinstance(reference := schema.get("$ref"), str):
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**definitions[reference.removeprefix("#/$defs/")], **rest}
    text = json.dumps([schema, *definitions.values()])
    used = {name: each for name, each in definitions.items() if f'"#/$defs/{name}"' in text}
    return {**schema, "$defs": used} if used else schema
