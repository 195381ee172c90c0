"""The contract as it was written: reading openapi.yaml, following references, refusing faulty operations.

openapi-python-client hides the `x-` extensions and much of the schemas from its templates; this module hands
them over. How things look in Python is not decided here (see shapes.py and plans.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

Raw = Mapping[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
EXTENSIONS = frozenset(
    {
        "x-apis",
        "x-retry-classes",
        "x-api",
        "x-retry",
        "x-idempotent",
        "x-stream",
        "x-long-poll",
        "x-open-enum",
        "x-secret",
        "x-tag-prefixes",
        "x-signed-upload",
        "x-receipt",
    }
)
# Objects whose keys are names, and what holds data instead of declarations.
NAMED = frozenset({"headers", "properties", "schemas", "responses", "parameters", "paths", "securitySchemes"})
VALUES = frozenset({"example", "examples", "const", "default", "enum", "value"})
IDEMPOTENT = frozenset({"natural", "key", "unconfirmed-key"})


class RefusedError(Exception):
    """The contract cannot be generated from; each line of `problems` says what is wrong and where."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class RawOperation:
    """An operation as it stands in the contract, with its parameters resolved."""

    id: str
    method: str
    path: str
    raw: Raw
    parameters: tuple[Raw, ...]

    @property
    def where(self) -> str:
        return f"operation {self.id}"


class Contract:
    """The whole file, with the few questions that the plans ask of it."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.schemas: Raw = raw.get("components", {}).get("schemas", {})

    @classmethod
    def load(cls, path: Path) -> Contract:
        """Read the file, or refuse it."""
        try:
            raw: object = YAML(typ="safe").load(path.read_bytes())  # pyright: ignore[reportUnknownMemberType]
        except YAMLError as error:
            raise RefusedError(f"{path.name} is no YAML: {error}") from error
        if not is_object(raw):
            raise RefusedError(f"{path.name} holds no object")
        contract = cls(raw)
        problems = [*_strange_extensions(raw, path.name), *contract._faulty_operations()]
        if problems:
            raise RefusedError(*problems)
        return contract

    def resolve(self, node: Raw) -> Raw:
        """Follow a reference to a component, if it is one."""
        while "$ref" in node:
            found: object = self.raw
            for step in str(node["$ref"]).removeprefix("#/").split("/"):
                found = found.get(step) if is_object(found) else None
            if not is_object(found):
                raise RefusedError(f"{node['$ref']} leads nowhere")
            node = found
        return node

    def schema_name(self, ref: str) -> str:
        """Give the name of the schema that a reference leads to."""
        name = ref.removeprefix("#/components/schemas/")
        if name not in self.schemas:
            raise RefusedError(f"{ref} is no reference to a schema under components")
        return name

    def operations(self) -> Iterator[RawOperation]:
        """Give every operation, in the order of the file."""
        for path, item in self.raw.get("paths", {}).items():
            for method, raw in item.items():
                if method in METHODS:
                    found = {
                        (one["in"], one["name"]): one
                        for one in map(
                            self.resolve, [*item.get("parameters", ()), *raw.get("parameters", ())]
                        )
                    }
                    yield RawOperation(
                        str(raw.get("operationId", "")), method, path, raw, tuple(found.values())
                    )

    def multipart_schemas(self) -> frozenset[str]:
        """Name the schemas that are the form of an upload; they become arguments, not classes."""
        names: set[str] = set()
        for operation in self.operations():
            for media, content in self.body(operation).items():
                if media == "multipart/form-data":
                    names.add(self.schema_name(content["schema"].get("$ref", "")))
        return frozenset(names)

    def body(self, operation: RawOperation) -> Raw:
        """Give the media types of an operation's body."""
        content: Raw = self.resolve(operation.raw.get("requestBody", {})).get("content", {})
        return content

    def _faulty_operations(self) -> Iterator[str]:
        seen: set[str] = set()
        for operation in self.operations():
            raw, where = operation.raw, f"{operation.method.upper()} {operation.path}"
            if not operation.id:
                yield f"{where} has no operationId"
            if operation.id in seen:
                yield f"{where}: the operationId {operation.id} is taken"
            seen.add(operation.id)
            if len(raw.get("tags", ())) != 1:
                yield f"{where} must have exactly one tag"
            yield from self._faulty_facts(raw, where)

    def _faulty_facts(self, raw: Raw, where: str) -> Iterator[str]:
        apis: Raw = self.raw.get("x-apis", {})
        if raw.get("x-api") not in apis:
            yield f"{where}: x-api must be one of {', '.join(apis)}"
        elif [list(one) for one in raw.get("security", ())] != [[apis[raw["x-api"]]["auth"]]]:
            yield f"{where}: its security must be {apis[raw['x-api']]['auth']}, as x-api {raw['x-api']} says"
        if raw.get("x-retry") not in self.raw.get("x-retry-classes", {}):
            yield f"{where}: x-retry must be one of {', '.join(self.raw.get('x-retry-classes', {}))}"
        if raw.get("x-idempotent") not in IDEMPOTENT:
            yield f"{where}: x-idempotent must be one of {', '.join(sorted(IDEMPOTENT))}"
        if len(raw.get("servers", ())) != 1:
            yield f"{where} must name exactly one server"


def is_object(node: object) -> TypeGuard[dict[str, Any]]:
    """Say whether a part of the file is an object; its keys are strings, as in JSON."""
    return isinstance(node, dict)


def _strange_extensions(node: object, where: str) -> Iterator[str]:
    """Find misspelt extensions: one that nobody reads would be lost without a word."""
    if isinstance(node, list):
        for index, value in enumerate(cast("list[object]", node)):
            yield from _strange_extensions(value, f"{where}[{index}]")
        return
    if not is_object(node):
        return
    for key, value in node.items():
        if key.startswith("x-") and key not in EXTENSIONS:
            yield f"{where}: nothing reads the extension {key}"
        if key in NAMED:  # below these, names are the server's
            for name, one in value.items() if is_object(value) else ():
                yield from _strange_extensions(one, f"{where}.{name}")
        elif key not in VALUES:
            yield from _strange_extensions(value, f"{where}.{key}")
