"""Reads openapi.yaml and follows its references.

openapi-python-client hides the `x-` extensions and much of the schemas from its templates, so the generator reads
the file a second time. What is refused is in strict.py, references.py and rules.py; how things look in Python is
decided elsewhere (types.py, models.py, operations.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from codegen import strict
from codegen.problems import Place, SpecError

__all__ = ["METHODS", "Raw", "RawOperation", "RawWebhook", "Spec", "SpecError", "description", "is_object"]

Raw = Mapping[str, Any]

METHODS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True)
class RawOperation:
    """An operation as the spec has it, with its parameters resolved."""

    id: str
    method: str
    path: str
    raw: Raw
    parameters: tuple[Raw, ...]

    @property
    def where(self) -> str:
        """Return how errors name the operation."""
        return f"operation {self.id}"

    @property
    def place(self) -> Place:
        """Return where it stands in the file."""
        return ("paths", self.path, self.method)


@dataclass(frozen=True)
class RawWebhook:
    """A request that a service sends to its user."""

    name: str
    raw: Raw
    payload: str
    """The schema of its body."""


class Spec:
    """The whole file."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.schemas: Raw = raw.get("components", {}).get("schemas", {})

    @classmethod
    def load(cls, path: Path) -> Spec:
        """Read the file. Names in it may still lead nowhere: check.py finds them.

        Raises:
            SpecError: It is not valid YAML, or it contains what the generator does not obey.
        """
        return cls(strict.read(path))

    @classmethod
    def load_released(cls, path: Path) -> Spec:
        """Read the spec of a release. It may lack what the generator demands since.

        Raises:
            SpecError: It is not valid YAML.
        """
        return cls(strict.parse(path))

    def target(self, reference: str) -> Raw | None:
        """Return the component that a reference leads to, or None."""
        found: object = self.raw
        for step in reference.removeprefix("#/").split("/"):
            found = found.get(step) if is_object(found) else None
        return found if is_object(found) else None

    def resolve(self, node: Raw) -> Raw:
        """Follow a reference to a component; return anything else as it is."""
        while "$ref" in node:
            found = self.target(str(node["$ref"]))
            if found is None:
                raise SpecError(f"{node['$ref']} does not exist")
            node = found
        return node

    def schema_name(self, ref: str) -> str:
        """Return the name of the schema that a reference points to."""
        name = ref.removeprefix("#/components/schemas/")
        if name not in self.schemas:
            raise SpecError(f"{ref} is not a reference to a schema under components")
        return name

    def operations(self) -> Iterator[RawOperation]:
        """Yield every operation, in the order of the file."""
        for path, item in self.raw.get("paths", {}).items():
            for method, raw in item.items():
                if method in METHODS:
                    parameters = {
                        (one["in"], one["name"]): one
                        for one in map(
                            self.resolve, [*item.get("parameters", ()), *raw.get("parameters", ())]
                        )
                    }
                    yield RawOperation(
                        str(raw.get("operationId", "")), method, path, raw, tuple(parameters.values())
                    )

    def multipart_schemas(self) -> frozenset[str]:
        """Return the schemas of upload forms. They become arguments, not classes."""
        names: set[str] = set()
        for operation in self.operations():
            for media_type, content in self.body(operation).items():
                if media_type == "multipart/form-data":
                    names.add(self.schema_name(content["schema"].get("$ref", "")))
        return frozenset(names)

    def body(self, operation: RawOperation) -> Raw:
        """Return the content of an operation's request body, by media type."""
        content: Raw = self.resolve(operation.raw.get("requestBody", {})).get("content", {})
        return content

    def webhooks(self) -> Iterator[RawWebhook]:
        """Yield every webhook, in the order of the file."""
        for name, item in self.raw.get("webhooks", {}).items():
            schema: Raw = item["post"]["requestBody"]["content"]["application/json"]["schema"]
            yield RawWebhook(name, item["post"], self.schema_name(schema["$ref"]))

    def parameter_place(self, operation: RawOperation, parameter: Raw) -> Place:
        """Return where a parameter of an operation stands: at the operation, or under components."""
        shared: list[Raw] = self.raw["paths"][operation.path].get("parameters", [])
        for listed, place in (
            (operation.raw.get("parameters", []), operation.place),
            (shared, operation.place[:-1]),
        ):
            for index, one in enumerate(listed):
                if self.resolve(one) is parameter:
                    if "$ref" in one:
                        return ("components", "parameters", str(one["$ref"]).rsplit("/", 1)[-1])
                    return (*place, "parameters", index)
        return operation.place

    def event_schema(self, operation: RawOperation) -> Raw | None:
        """Return the schema of an event of an operation's stream, or None if it has no stream."""
        for response in operation.raw["responses"].values():
            content: Raw = self.resolve(response).get("content", {})
            if "text/event-stream" in content:
                schema: Raw = content["text/event-stream"]["schema"]
                return schema
        return None

    def has_member(self, schema: Raw, path: Sequence[str]) -> bool:
        """Return whether a value of a schema may have the member at a path. An open object may have any."""
        schema = self.resolve(schema)
        if not path:
            return True
        branches = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
        if branches:
            return any(self.has_member(one, path) for one in branches)
        properties: Raw = schema.get("properties", {})
        if path[0] in properties:
            return self.has_member(properties[path[0]], path[1:])
        return "properties" not in schema and schema.get("type", "object") == "object"

    def enum(self, schema: Raw) -> list[str]:
        """Return the values that a schema lists, or none if it lists none."""
        schema = self.resolve(schema)
        for branch in schema.get("anyOf", ()):
            if values := self.enum(branch):
                return values
        return list(schema.get("enum", ()))


def is_object(node: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a node of the file is an object. Its keys are strings, as in JSON."""
    return isinstance(node, dict)


def description(node: Raw) -> str:
    """Return the description of a schema, a parameter or an operation as one line."""
    text = " ".join(str(node.get("description", "")).split())
    return f"{text} Deprecated." if node.get("deprecated") else text
