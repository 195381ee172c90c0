"""How a schema looks in Python: its annotation, and the expression that decodes it. Does not know operations."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from openapi_python_client import strings

from codegen.spec import Raw, Spec, SpecError, is_object

PREFIX = "field_"
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
JSON_OBJECT = "JsonObject"
"""The one schema that stands for any JSON object."""

Kind = Literal["model", "union", "alias"]


def literal(value: object) -> str:
    """Return a JSON scalar as a Python literal. Strings of the spec enter the code only this way."""
    if isinstance(value, str):
        return json.dumps(value)
    if value is None or isinstance(value, (bool, int, float)):
        return repr(value)
    raise SpecError(f"{value!r} cannot be written as a literal")


def module_name(schema: str) -> str:
    """Return the name of a schema's module, as openapi-python-client forms it."""
    return strings.PythonIdentifier(schema, PREFIX)


def constant(name: str) -> str:
    """Return the name of the constant of an API or a retry class."""
    return name.upper().replace("-", "_")


@dataclass(frozen=True)
class Import:
    """An import from the package of the models: `from .<module> import <name>`."""

    module: str
    name: str


@dataclass(frozen=True)
class PythonType:
    """A schema in Python. Without a `decoder` its JSON is used as it is."""

    annotation: str
    decoder: Literal["", "object", "decode_list", "decode_records", "decode_map"] = ""
    """How it is decoded: by calling `inner`, or by a function of the runtime."""
    inner: str = ""
    """The expression of the function that decodes the object, or each item or member."""
    mentions: frozenset[str] = frozenset()
    """The schemas that the annotation names."""
    decodes: frozenset[str] = frozenset()
    """The schemas that decoding needs."""
    nullable: bool = False

    @property
    def function(self) -> str:
        """Return the expression of a function that decodes one value of this type."""
        if self.decoder == "object":
            return (
                f"lambda value: None if value is None else {self.inner}(value)"
                if self.nullable
                else self.inner
            )
        return f'lambda value: {self.decoder}(value, {self.inner}, "")'

    @property
    def optional(self) -> str:
        """Return the annotation with None in it."""
        return self.annotation if self.annotation == "None" else f"{self.annotation} | None"


class Types:
    """The Python types of one spec."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec

    def kind(self, name: str) -> Kind:
        """Return what a named schema becomes: a class, a union of classes, or a name for a plain type."""
        schema = self.spec.schemas[name]
        if "oneOf" in schema or "anyOf" in schema:
            return "union"
        is_map = is_object(schema.get("additionalProperties")) and not schema.get("properties")
        if schema.get("type") == "object" and not is_map and name != JSON_OBJECT:
            return "model"
        return "alias"

    def of(self, schema: Raw, where: str) -> PythonType:
        """Return the type of a schema in a property, a parameter or a response.

        Args:
            schema: The schema.
            where: What errors call it.

        Raises:
            SpecError: The schema has no type in Python.
        """
        if "$ref" in schema:
            return self._named(self.spec.schema_name(schema["$ref"]))
        choices = schema.get("anyOf") or schema.get("oneOf")
        if choices:
            return self._choice(choices, where)
        types = schema.get("type", ())
        names = [types] if isinstance(types, str) else list(types)
        found = self._plain(schema, [name for name in names if name != "null"], where)
        return replace(found, nullable="null" in names)

    def alias(self, name: str) -> PythonType:
        """Return the type that a plain named schema stands for."""
        schema = {key: value for key, value in self.spec.schemas[name].items() if key != "description"}
        if schema.get("type") == "object" and is_object(schema.get("additionalProperties")):
            return self._map(schema["additionalProperties"], name)
        return self.of(schema, name)

    def _named(self, name: str) -> PythonType:
        mentions = frozenset({name})
        kind = self.kind(name)
        if name == JSON_OBJECT:
            return PythonType(JSON_OBJECT)
        if kind != "alias":
            return PythonType(name, "object", f"decode_{module_name(name)}", mentions, mentions)
        return replace(self.alias(name), annotation=name, mentions=mentions)

    def _choice(self, choices: Iterable[Raw], where: str) -> PythonType:
        """Return the type of a nullable reference, or of a union of a string and objects."""
        branches = list(choices)
        others = [branch for branch in branches if branch.get("type") != "null"]
        nullable = len(others) < len(branches)
        if len(others) == 1:
            return replace(self.of(others[0], where), nullable=nullable)
        found = [self.of(branch, where) for branch in others]
        objects = [one for one in found if one.decoder == "object" or one.annotation == JSON_OBJECT]
        if [one.annotation for one in found if one not in objects] != ["str"]:
            raise SpecError(
                f"{where}: a union must be a schema of its own under components, with a discriminator, or of a "
                "string and objects"
            )
        # Its JSON is used as it is: a server may leave out the tag that tells the objects apart.
        names = ["str", *(one.annotation for one in objects), JSON_OBJECT]
        mentions = frozenset[str]().union(*(one.mentions for one in objects))
        return PythonType(" | ".join(dict.fromkeys(names)), mentions=mentions, nullable=nullable)

    def _plain(self, schema: Raw, names: list[str], where: str) -> PythonType:
        if "const" in schema:
            return PythonType(f"Literal[{literal(schema['const'])}]")
        if "enum" in schema:
            values = ", ".join(literal(value) for value in schema["enum"])
            return PythonType(f"Literal[{values}]{' | str' if schema.get('x-open-enum') else ''}")
        if not names and not schema.get("properties"):
            return PythonType("JsonValue")
        if len(names) != 1:
            raise SpecError(f"{where}: one type is needed, not {', '.join(names) or 'none'}")
        if names[0] == "string" and schema.get("format") == "date":
            return PythonType("str | date")  # a program may set a date; a server sends text
        if names[0] in SCALARS:
            return PythonType("FilePart" if schema.get("format") == "binary" else SCALARS[names[0]])
        if names[0] == "array":
            return self._array(schema.get("items", {}), where)
        if names[0] == "object" and not schema.get("properties"):
            extra = schema.get("additionalProperties", True)
            return self._map(extra, where) if is_object(extra) else PythonType(JSON_OBJECT)
        raise SpecError(f"{where}: an object with properties must be a schema of its own under components")

    def _array(self, items: Raw, where: str) -> PythonType:
        item = self.of(items, f"{where}[]")
        annotation = f"list[{item.optional if item.nullable else item.annotation}]"
        if not item.decoder:
            return replace(item, annotation=annotation, nullable=False)
        return PythonType(annotation, "decode_list", item.function, item.mentions, item.decodes)

    def _map(self, values: Raw, where: str) -> PythonType:
        value = self.of(values, f"{where}{{}}")
        # A Mapping, because type checkers do not accept a dict of narrower values for a dict of wider ones.
        annotation = f"Mapping[str, {value.optional if value.nullable else value.annotation}]"
        if not value.decoder:
            return replace(value, annotation=annotation, nullable=False)
        return PythonType(annotation, "decode_map", value.function, value.mentions, value.decodes)

    def variants(self, name: str) -> tuple[str, list[str], dict[str, str], dict[str, str]]:
        """Return the tag of a union, its members, and the member for each tag and for each prefix of a tag.

        Raises:
            SpecError: The members, the tags and the prefixes do not agree.
        """
        schema = self.spec.schemas[name]
        members = [self.spec.schema_name(one.get("$ref", "")) for one in schema.get("oneOf", ())]
        discriminator: dict[str, Any] = schema.get("discriminator", {})
        tags = {tag: self.spec.schema_name(ref) for tag, ref in discriminator.get("mapping", {}).items()}
        prefixes: dict[str, str] = dict(schema.get("x-tag-prefixes", {}))
        if not members or not tags or {*tags.values(), *prefixes.values()} != set(members):
            raise SpecError(
                f"{name}: a union needs oneOf references, and a discriminator that maps to each of them"
            )
        tag: str = discriminator["propertyName"]
        for value, member in tags.items():
            const = self.spec.schemas[member].get("properties", {}).get(tag, {}).get("const", value)
            if const != value:
                raise SpecError(f"{name}: the tag {value} maps to {member}, whose {tag} is {const}")
        return tag, members, tags, prefixes


def decoder_imports(names: Iterable[str]) -> list[Import]:
    """Return the imports that decoding these schemas needs."""
    return [Import(module_name(name), f"decode_{module_name(name)}") for name in sorted({*names})]


def type_imports(names: Iterable[str]) -> list[Import]:
    """Return the imports that naming these schemas needs."""
    return [Import(module_name(name), name) for name in sorted({*names})]
