"""The rules for schemas: each has one type, a name where it is an object, and a tag where it is a choice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jsonschema import Draft202012Validator

from codegen.problems import Place, Problem
from codegen.spec import Raw, Spec, is_object

COMBINED = ("anyOf", "oneOf")
JSON_OBJECT = "JsonObject"
# The types that each limit is for.
LIMITS = {
    **dict.fromkeys(("minLength", "maxLength", "pattern"), ("string",)),
    **dict.fromkeys(("minItems", "maxItems"), ("array",)),
    **dict.fromkeys(("minimum", "maximum"), ("integer", "number")),
}


def broken_schemas(spec: Spec) -> Iterator[Problem]:
    """Yield a problem for each rule that a schema breaks."""
    for name, schema in spec.schemas.items():
        place: Place = ("components", "schemas", name)
        yield from _of_component(spec, name, schema)
        for inner, where in _nested(schema, place):
            yield from _of_any(inner, where)
    for operation in spec.operations():
        for parameter in operation.parameters:
            for inner, where in _nested(
                parameter["schema"], (*spec.parameter_place(operation, parameter), "schema")
            ):
                yield from _of_any(inner, where)
    yield from _closed_enums(spec)
    for name in spec.schemas:
        if name in _plain_parts(spec, name):
            text = "it contains itself, and no object with properties is between"
            yield Problem(text, ("components", "schemas", name))


def _plain_parts(spec: Spec, name: str) -> set[str]:
    """Return the schemas that a plain named type consists of. Those with properties or a tag end the search."""
    found, names = set[str](), {name}
    while names:
        schema = spec.schemas[names.pop()]
        if "properties" not in schema and "oneOf" not in schema:
            names |= _mentioned(schema) - found
            found |= names
    return found


def _nested(schema: Raw, place: Place) -> Iterator[tuple[Raw, Place]]:
    """Yield a schema and all within it, references not followed."""
    yield schema, place
    for name, one in schema.get("properties", {}).items():
        yield from _nested(one, (*place, "properties", name))
    for key in ("items", "additionalProperties"):
        if is_object(schema.get(key)):
            yield from _nested(schema[key], (*place, key))
    for key in COMBINED:
        for index, one in enumerate(schema.get(key, ())):
            yield from _nested(one, (*place, key, index))


def _of_component(spec: Spec, name: str, schema: Raw) -> Iterator[Problem]:
    place: Place = ("components", "schemas", name)
    for one in schema.get("required", ()):
        if "default" in schema.get("properties", {}).get(one, {}):
            text = "a required property has no default"
            yield Problem(text, (*place, "properties", one, "default"))
    if "$ref" in schema:
        yield Problem("a schema under components must not be a mere reference", place)
    if "oneOf" in schema:
        yield from _of_union(spec, name, schema)
    elif "anyOf" in schema:
        yield Problem(
            f"{name}: a union needs oneOf references, and a discriminator that maps to each of them", place
        )


def _of_any(schema: Raw, place: Place) -> Iterator[Problem]:
    types = schema.get("type", [])
    kinds = [one for one in ([types] if isinstance(types, str) else types) if one != "null"]
    yield from _of_type(schema, kinds, place)
    if kinds == ["array"] and "items" not in schema:
        yield Problem("type array must have items", place)
    if "items" in schema and kinds != ["array"]:
        yield Problem("items needs type: array", (*place, "items"))
    if {"properties", "additionalProperties"} & schema.keys() and kinds != ["object"]:
        yield Problem("properties and additionalProperties need type: object", place)
    if "properties" in schema and schema.get("additionalProperties") not in (None, True):
        yield Problem("an object has properties or is a map, not both", (*place, "additionalProperties"))
    if "enum" in schema and kinds != ["string"]:
        yield Problem("enum needs type: string", (*place, "enum"))
    for key in COMBINED:
        if key in schema and (
            more := schema.keys() & {"type", "properties", "items", "enum", "const", "format"}
        ):
            yield Problem(f"{key} and {min(more)} exclude each other", (*place, key))
    if "anyOf" in schema and "oneOf" in schema:
        yield Problem("anyOf and oneOf exclude each other", place)
    if kinds and (text := _wrong_format(schema, kinds[0])):
        yield Problem(text, (*place, "format"))
    for text, key in _wrong_limits(schema, kinds):
        yield Problem(text, (*place, key))
    in_object = place[-2:-1] == ("properties",)
    for key in ("default", "x-alias", "x-secret", "x-signed-upload"):
        if key in schema and not in_object:
            yield Problem(f"{key} belongs to a property", (*place, key))


def _of_type(schema: Raw, kinds: list[str], place: Place) -> Iterator[Problem]:
    if schema.get("type") == "null" and place[-2:-1] not in (("anyOf",), ("oneOf",)):
        yield Problem("null needs a type beside it", (*place, "type"))
    fits = Draft202012Validator({"type": kinds} if kinds else {})
    if "const" in schema and not fits.is_valid(schema["const"]):  # pyright: ignore[reportUnknownMemberType]  # untyped
        yield Problem(f"the constant is not of type {kinds[0]}", (*place, "const"))
    if isinstance(schema.get("const"), float):
        yield Problem("a number that is constant must be an integer, such as 1", (*place, "const"))


def _wrong_limits(schema: Raw, kinds: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a limit or a default, and its keyword."""
    for key, types in LIMITS.items():
        if key in schema and not (kinds and kinds[0] in types):
            yield f"{key} needs type: {' or '.join(types)}", key
        elif key in schema and "const" in schema:
            yield f"{key} and const exclude each other", key
    for low, high in (("minLength", "maxLength"), ("minItems", "maxItems"), ("minimum", "maximum")):
        if low in schema and high in schema and schema[low] > schema[high]:
            yield f"{high} is below {low}", high
    if "default" in schema:
        keywords = {key: schema[key] for key in ("type", *LIMITS, "const") if key in schema}
        if "enum" in schema and not schema.get("x-open-enum"):
            keywords["enum"] = schema["enum"]
        if not Draft202012Validator(keywords).is_valid(schema["default"]):  # pyright: ignore[reportUnknownMemberType]  # untyped
            yield "the default does not fit its own schema", "default"


def _wrong_format(schema: Raw, kind: str) -> str:
    formats = {
        "string": {"binary", "date", "date-time", "uri", "email", "uuid"},
        "integer": {"int32", "int64"},
        "number": {"float", "double"},
    }
    found = schema.get("format")
    return (
        f"{found} is not a format of type {kind}" if found and found not in formats.get(kind, set()) else ""
    )


def _of_union(spec: Spec, name: str, schema: Raw) -> Iterator[Problem]:
    place: Place = ("components", "schemas", name)
    if "discriminator" not in schema or not all("$ref" in one for one in schema["oneOf"]):
        yield Problem(
            f"{name}: a union needs oneOf references, and a discriminator that maps to each of them", place
        )
        return
    members = [spec.schema_name(one["$ref"]) for one in schema["oneOf"]]
    tag: str = schema["discriminator"]["propertyName"]
    mapping = {value: spec.schema_name(ref) for value, ref in schema["discriminator"]["mapping"].items()}
    prefixes: Raw = schema.get("x-tag-prefixes", {})
    if len({*members}) < len(members):
        yield Problem("oneOf lists a schema twice", (*place, "oneOf"))
    for index, member in enumerate(members):
        if member not in {*mapping.values(), *prefixes.values()}:
            text = f"{name}: no tag of its discriminator maps to {member}"
            yield Problem(text, (*place, "oneOf", index))
            continue
        values = [value for value, target in mapping.items() if target == member]
        yield from _of_variant(spec, member, tag, values, prefixes)
    for value, target in mapping.items():
        if target not in members:
            text = f"{target} is not listed in oneOf"
            yield Problem(text, (*place, "discriminator", "mapping", value))
    for prefix, target in prefixes.items():
        if target not in members:
            yield Problem(f"{target} is not listed in oneOf", (*place, "x-tag-prefixes", prefix))


def _of_variant(spec: Spec, name: str, tag: str, values: list[str], prefixes: Raw) -> Iterator[Problem]:
    place: Place = ("components", "schemas", name)
    schema = spec.schemas[name]
    if schema.get("type") != "object" or tag not in schema.get("properties", {}):
        yield Problem(f"it is part of a union, so it must be an object with the tag {tag}", place)
        return
    if tag not in schema.get("required", ()):
        yield Problem(f"it is part of a union, so its tag {tag} must be required", place)
    field: Raw = schema["properties"][tag]
    mine = [prefix for prefix, target in prefixes.items() if target == name]
    if mine:
        wrong = [value for value in values if not value.startswith(tuple(mine))]
        if wrong:
            yield Problem(f"its tag {wrong[0]} does not begin with {mine[0]}", (*place, "properties", tag))
        if len(mine) == 1 and field.get("pattern") != "^" + re.escape(mine[0]):
            text = f"the pattern of its tag must be ^{re.escape(mine[0])}"
            yield Problem(text, (*place, "properties", tag))
    elif values != [field.get("const")]:
        text = f"its tag {tag} must be the constant {' or '.join(values)}, to which the discriminator maps"
        yield Problem(text, (*place, "properties", tag))


def _closed_enums(spec: Spec) -> Iterator[Problem]:
    """Yield a problem for each closed enum of a response: services add values, which clients must accept."""
    names: set[str] = {one.payload for one in spec.webhooks()}
    for operation in spec.operations():
        names |= {*operation.raw.get("x-stream", {}).get("events", {}).values()}
        for response in operation.raw["responses"].values():
            for media in spec.resolve(response).get("content", {}).values():
                names |= _mentioned(media["schema"])
    seen: set[str] = set()
    while names:
        name = names.pop()
        if name in seen:
            continue
        seen.add(name)
        for schema, place in _nested(spec.schemas[name], ("components", "schemas", name)):
            names |= _mentioned(schema)
            if "enum" in schema and not schema.get("x-open-enum"):
                text = "an enum of a response needs x-open-enum: true, because services add values"
                yield Problem(text, (*place, "enum"))


def _mentioned(schema: Raw) -> set[str]:
    return {str(one["$ref"]).rsplit("/", 1)[-1] for one, _ in _nested(schema, ()) if "$ref" in one}
