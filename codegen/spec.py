"""Reads openapi.yaml, follows its references, and refuses faulty operations.

openapi-python-client hides the `x-` extensions and much of the schemas from its templates, so the generator reads
the file a second time. How things look in Python is decided elsewhere (types.py, models.py, operations.py).
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
        "x-defaults",
        "x-errors",
        "x-api",
        "x-sdk",
        "x-wait",
        "x-outcome",
        "x-retry",
        "x-idempotent",
        "x-stream",
        "x-long-poll",
        "x-open-enum",
        "x-secret",
        "x-alias",
        "x-tag-prefixes",
        "x-signed-upload",
        "x-receipt",
    }
)
# Members whose keys are names, and members that hold data instead of declarations.
NAMED = frozenset({"headers", "properties", "schemas", "responses", "parameters", "paths", "securitySchemes"})
VALUES = frozenset({"example", "examples", "const", "default", "enum", "value"})
IDEMPOTENT = frozenset({"natural", "key", "unconfirmed-key"})


class SpecError(Exception):
    """The spec cannot be generated from. Each line of `problems` says what is wrong and where."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


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


class Spec:
    """The whole file."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.schemas: Raw = raw.get("components", {}).get("schemas", {})

    @classmethod
    def load(cls, path: Path) -> Spec:
        """Read the file.

        Raises:
            SpecError: It is not valid YAML, or one of its operations is faulty.
        """
        try:
            raw: object = YAML(typ="safe").load(path.read_bytes())  # pyright: ignore[reportUnknownMemberType]  # untyped
        except YAMLError as error:
            raise SpecError(f"{path.name} is not valid YAML: {error}") from error
        if not is_object(raw):
            raise SpecError(f"{path.name} must contain an object")
        spec = cls(raw)
        problems = [*_unknown_extensions(raw, path.name), *spec._faulty_operations()]
        if problems:
            raise SpecError(*problems)
        return spec

    def resolve(self, node: Raw) -> Raw:
        """Follow a reference to a component; return anything else as it is."""
        while "$ref" in node:
            found: object = self.raw
            for step in str(node["$ref"]).removeprefix("#/").split("/"):
                found = found.get(step) if is_object(found) else None
            if not is_object(found):
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
            yield from self._faulty_extensions(raw, where)

    def _faulty_extensions(self, raw: Raw, where: str) -> Iterator[str]:
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
    """Tell whether a node of the file is an object. Its keys are strings, as in JSON."""
    return isinstance(node, dict)


def description(node: Raw) -> str:
    """Return the description of a schema, a parameter or an operation as one line."""
    text = " ".join(str(node.get("description", "")).split())
    return f"{text} Deprecated." if node.get("deprecated") else text


def _unknown_extensions(node: object, where: str) -> Iterator[str]:
    """Find misspelt extensions, which would otherwise be ignored silently."""
    if isinstance(node, list):
        for index, value in enumerate(cast("list[object]", node)):
            yield from _unknown_extensions(value, f"{where}[{index}]")
        return
    if not is_object(node):
        return
    for key, value in node.items():
        if key.startswith("x-") and key not in EXTENSIONS:
            yield f"{where}: unknown extension {key}"
        if key in NAMED:  # below these, the keys are names of the API
            for name, one in value.items() if is_object(value) else ():
                yield from _unknown_extensions(one, f"{where}.{name}")
        elif key not in VALUES:
            yield from _unknown_extensions(value, f"{where}.{key}")
