"""How a schema looks in Python: its annotation, and the expression that decodes it. Knows no operations."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from openapi_python_client import strings

from codegen.contract import Contract, Raw, RefusedError, is_object

PREFIX = "field_"
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
JSON_OBJECT = "JsonObject"
"""The one schema that stands for any JSON object."""

Kind = Literal["model", "union", "alias"]


def literal(value: object) -> str:
    """Write a JSON scalar as a Python literal. Strings of the contract get into the code by this way only."""
    if isinstance(value, str):
        return json.dumps(value)
    if value is None or isinstance(value, (bool, int, float)):
        return repr(value)
    raise RefusedError(f"no literal can be written for {value!r}")


def module_name(schema: str) -> str:
    """Name the module of a schema as openapi-python-client does."""
    return strings.PythonIdentifier(schema, PREFIX)


@dataclass(frozen=True)
class Shape:
    """A schema in Python. Where there is no `helper`, its JSON is taken as it is."""

    annotation: str
    helper: Literal["", "one", "many", "keyed"] = ""
    inner: str = ""
    """The expression of a function that decodes what it holds: the object itself, or each of its members."""
    mentions: frozenset[str] = frozenset()
    """The schemas that the annotation names."""
    decodes: frozenset[str] = frozenset()
    """The schemas that the decoding needs."""
    model: str = ""
    """The one class whose objects are all that the decoding makes: one of them, or an array."""
    nullable: bool = False

    @property
    def function(self) -> str:
        """Write the expression of a function that decodes one value of this shape."""
        return self.inner if self.helper == "one" else f'lambda value: {self.helper}(value, {self.inner}, "")'

    @property
    def optional(self) -> str:
        """The annotation with None in it."""
        return self.annotation if self.annotation == "None" else f"{self.annotation} | None"


class Shapes:
    """The shapes of one contract."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract

    def kind(self, name: str) -> Kind:
        """Say what becomes of a named schema: a class, a union of classes, or a name for a plain type."""
        schema = self.contract.schemas[name]
        if "oneOf" in schema or "anyOf" in schema:
            return "union"
        is_map = is_object(schema.get("additionalProperties")) and not schema.get("properties")
        if schema.get("type") == "object" and not is_map and name != JSON_OBJECT:
            return "model"
        return "alias"

    def of(self, schema: Raw, where: str) -> Shape:
        """Give the shape of a schema as it stands in a property, a parameter or an answer."""
        if "$ref" in schema:
            return self._named(self.contract.schema_name(schema["$ref"]))
        choices = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
        if choices:
            return self._nullable_reference(choices, where)
        types = schema.get("type", ())
        names = [types] if isinstance(types, str) else list(types)
        shape = self._plain(schema, [name for name in names if name != "null"], where)
        return replace(shape, nullable="null" in names)

    def alias(self, name: str) -> Shape:
        """Give what a plain named schema stands for."""
        schema = {key: value for key, value in self.contract.schemas[name].items() if key != "description"}
        if schema.get("type") == "object" and is_object(schema.get("additionalProperties")):
            return self._map(schema["additionalProperties"], name)
        return self.of(schema, name)

    def _named(self, name: str) -> Shape:
        mentions = frozenset({name})
        kind = self.kind(name)
        if name == JSON_OBJECT:
            return Shape(JSON_OBJECT)
        if kind == "model":
            return Shape(name, "one", f"{name}.from_dict", mentions, mentions, name)
        if kind == "union":
            return Shape(name, "one", f"decode_{module_name(name)}", mentions, mentions)
        return replace(self.alias(name), annotation=name, mentions=mentions)

    def _nullable_reference(self, choices: Iterable[Raw], where: str) -> Shape:
        others = [choice for choice in choices if choice.get("type") != "null"]
        if len(others) != 1:
            raise RefusedError(
                f"{where}: a union must be a schema of its own under components, with a discriminator"
            )
        return replace(self.of(others[0], where), nullable=True)

    def _plain(self, schema: Raw, names: list[str], where: str) -> Shape:
        if "const" in schema:
            return Shape(f"Literal[{literal(schema['const'])}]")
        if "enum" in schema:
            values = ", ".join(literal(value) for value in schema["enum"])
            return Shape(f"Literal[{values}]{' | str' if schema.get('x-open-enum') else ''}")
        if not names and not schema.get("properties"):
            return Shape("JsonValue")
        if len(names) != 1:
            raise RefusedError(f"{where}: one type is needed, not {', '.join(names) or 'none'}")
        if names[0] in SCALARS:
            return Shape("FilePart" if schema.get("format") == "binary" else SCALARS[names[0]])
        if names[0] == "array":
            return self._array(schema.get("items", {}), where)
        if names[0] == "object" and not schema.get("properties"):
            extra = schema.get("additionalProperties", True)
            return self._map(extra, where) if is_object(extra) else Shape(JSON_OBJECT)
        raise RefusedError(f"{where}: an object with properties must be a schema of its own under components")

    def _array(self, items: Raw, where: str) -> Shape:
        item = self.of(items, f"{where}[]")
        annotation = f"list[{item.optional if item.nullable else item.annotation}]"
        if not item.helper:
            return replace(item, annotation=annotation, nullable=False)
        model = item.model if item.helper == "one" else ""
        return Shape(annotation, "many", item.function, item.mentions, item.decodes, model)

    def _map(self, values: Raw, where: str) -> Shape:
        value = self.of(values, f"{where}{{}}")
        # A mapping, because a dict of narrower values is no dict of wider ones to a type checker.
        annotation = f"Mapping[str, {value.optional if value.nullable else value.annotation}]"
        if not value.helper:
            return replace(value, annotation=annotation, nullable=False)
        return Shape(annotation, "keyed", value.function, value.mentions, value.decodes)

    def variants(self, name: str) -> tuple[str, list[str], dict[str, str], dict[str, str]]:
        """Give a union's tag, its variants, and which of them each tag and each prefix of a tag means."""
        schema = self.contract.schemas[name]
        members = [self.contract.schema_name(one.get("$ref", "")) for one in schema.get("oneOf", ())]
        discriminator: dict[str, Any] = schema.get("discriminator", {})
        tags = {tag: self.contract.schema_name(ref) for tag, ref in discriminator.get("mapping", {}).items()}
        prefixes: dict[str, str] = dict(schema.get("x-tag-prefixes", {}))
        if not members or not tags or {*tags.values(), *prefixes.values()} != set(members):
            raise RefusedError(
                f"{name}: a union needs oneOf references, and a discriminator that maps to each of them"
            )
        tag: str = discriminator["propertyName"]
        for value, member in tags.items():
            const = self.contract.schemas[member].get("properties", {}).get(tag, {}).get("const", value)
            if const != value:
                raise RefusedError(f"{name}: the tag {value} leads to {member}, which says {const}")
        return tag, members, tags, prefixes
