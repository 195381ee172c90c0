"""The operations of openapi.yaml: ids, methods, paths, parameters, bodies and statuses. Also finds routes.

The file is read from inside the package, where the wheel puts it, or from the root of a checkout.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

from .json_values import is_list, is_object, parse_json

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


class SpecError(RuntimeError):
    """openapi.yaml is missing, or the sandbox cannot serve it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation.

    Attributes:
        name: Its name in the request.
        location: `path`, `query` or `header`.
        required: Whether the request must have it.
        pointer: The JSON pointer of its schema.
        type: The type of its schema, to which the text of a query is converted.
        free_form: Whether it is an exploded object, which takes every query parameter that has no other name.
    """

    name: str
    location: str
    required: bool
    pointer: str
    type: str | None
    free_form: bool


@dataclass(frozen=True, slots=True)
class Body:
    """The request body of an operation. For multipart forms the schema says which fields are files."""

    media_type: str
    pointer: str
    required: bool
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Receipt:
    """An amount that a response states: which one, and the header or, in a stream, the comment that carries it."""

    amount: str
    header: str
    comment: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the spec. `success` is its success status, `stream` its `x-stream` extension."""

    id: str
    api: str
    tag: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    success: int
    statuses: frozenset[int]
    receipts: tuple[Receipt, ...] = ()
    stream: Mapping[str, Any] | None = None

    @property
    def segments(self) -> tuple[str, ...]:
        """The path, split at its slashes."""
        return tuple(self.path.strip("/").split("/"))

    def expects_stream(self, request_body: bytes) -> bool | None:
        """Return whether a request asks for an event stream, by `x-stream`; None if its body is not valid JSON."""
        when = None if self.stream is None else self.stream.get("when")
        if when is None:
            return self.stream is not None
        try:
            body = parse_json(request_body or b"null")
        except (ValueError, RecursionError):
            return None
        return is_object(body) and body.get(when["body"]) == when["equals"]


@dataclass(frozen=True, slots=True)
class Match:
    """The operation of a method and a path. Without one, `allowed` holds the methods that the path has."""

    operation: Operation | None
    path: Mapping[str, str]
    allowed: tuple[str, ...] = ()


class Spec:
    """The parsed document and its operations. Literal paths are matched before templated ones."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.operations: dict[str, Operation] = {}
        for path, item in document["paths"].items():
            for method in METHODS:
                if method in item:
                    operation = self._operation(path, method, item)
                    self.operations[operation.id] = operation
        self._by_length: dict[int, list[Operation]] = {}
        for operation in sorted(self.operations.values(), key=_template_key):
            self._by_length.setdefault(len(operation.segments), []).append(operation)

    def match(self, method: str, raw_path: str) -> Match:
        """Find the operation for a path as it was sent: an escaped slash stays inside its segment."""
        segments = tuple(unquote(segment) for segment in raw_path.removeprefix("/").split("/"))
        allowed: list[str] = []
        for operation in self._by_length.get(len(segments), []):
            values = _bind(operation.segments, segments)
            if values is None:
                continue
            if operation.method == method:
                return Match(operation, values)
            allowed.append(operation.method)
        return Match(None, {}, tuple(dict.fromkeys(allowed)))

    def prefixes(self, api: str) -> tuple[str, ...]:
        """Return what the paths of an API begin with: all before their first parameter."""
        found = (one.path.partition("/{")[0] for one in self.operations.values() if one.api == api)
        return tuple(dict.fromkeys(found))

    def resolve(self, pointer: str) -> Any:
        """Return the value at a JSON pointer of the document (`#/…`)."""
        value: Any = self.document
        for step in pointer.removeprefix("#/").split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            value = value[int(name)] if is_list(value) else value[name]
        return value

    def follow(self, pointer: str) -> tuple[str, Any]:
        """Return the pointer and the value at the end of all references."""
        value = self.resolve(pointer)
        while is_object(value) and "$ref" in value:
            pointer = value["$ref"]
            value = self.resolve(pointer)
        return pointer, value

    def _operation(self, path: str, method: str, item: Mapping[str, Any]) -> Operation:
        raw = item[method]
        here = f"#/paths{pointer_step(path)}"
        pointers = [f"{here}/parameters/{n}" for n in range(len(item.get("parameters", [])))]
        pointers += [f"{here}/{method}/parameters/{n}" for n in range(len(raw.get("parameters", [])))]
        statuses = frozenset(int(status) for status in raw["responses"] if str(status).isdigit())
        successes = sorted(status for status in statuses if 200 <= status < 300)
        if not successes:
            raise SpecError(f"{raw.get('operationId')}: no success status")
        return Operation(
            id=raw["operationId"],
            api=raw["x-api"],
            tag=raw["tags"][0],
            method=method.upper(),
            path=path,
            parameters=tuple(self._parameter(pointer) for pointer in pointers),
            body=self._body(f"{here}/{method}/requestBody") if "requestBody" in raw else None,
            success=successes[0],
            statuses=statuses,
            receipts=tuple(self._receipts(f"{here}/{method}/responses/{successes[0]}")),
            stream=raw.get("x-stream"),
        )

    def _parameter(self, pointer: str) -> Parameter:
        pointer, raw = self.follow(pointer)
        schema_pointer, schema = self.follow(f"{pointer}/schema")
        type_name = schema.get("type")
        if is_list(type_name):
            type_name = next((one for one in type_name if one != "null"), None)
        return Parameter(
            name=raw["name"],
            location=raw["in"],
            required=bool(raw.get("required", False)),
            pointer=schema_pointer,
            type=type_name,
            free_form=raw["in"] == "query" and type_name == "object",
        )

    def _body(self, pointer: str) -> Body:
        pointer, raw = self.follow(pointer)
        media_type = next(iter(raw["content"]))
        schema_pointer, schema = self.follow(f"{pointer}/content{pointer_step(media_type)}/schema")
        return Body(media_type, schema_pointer, bool(raw.get("required", False)), schema)

    def _receipts(self, pointer: str) -> Iterator[Receipt]:
        pointer, response = self.follow(pointer)
        for name in response.get("headers", {}):
            _, header = self.follow(f"{pointer}/headers/{name}")
            if facts := header.get("x-receipt"):
                yield Receipt(facts["amount"], str(name), facts["comment"])


def pointer_step(name: str | int) -> str:
    """Return a step of a JSON pointer, with its slash (RFC 6901, 3)."""
    return "/" + str(name).replace("~", "~0").replace("/", "~1")


def _template_key(operation: Operation) -> tuple[bool, ...]:
    """Sort literal segments before templated ones."""
    return tuple(segment.startswith("{") for segment in operation.segments)


def _bind(template: tuple[str, ...], segments: tuple[str, ...]) -> dict[str, str] | None:
    values: dict[str, str] = {}
    for expected, actual in zip(template, segments, strict=True):
        if expected.startswith("{"):
            values[expected[1:-1]] = actual
        elif expected != actual:
            return None
    return values


def read_text() -> str:
    """Return the text of openapi.yaml.

    Raises:
        SpecError: The file is missing.
    """
    packaged = resources.files("pareta_sandbox").joinpath("openapi.yaml")
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    for folder in Path(__file__).resolve().parents[1:3]:
        if (folder / "openapi.yaml").is_file():
            return (folder / "openapi.yaml").read_text(encoding="utf-8")
    raise SpecError("openapi.yaml is neither in the package pareta_sandbox nor in a folder above it")


@functools.cache
def load() -> Spec:
    """Return the spec, read once per process. PyYAML's C loader is ten times as fast, where it is installed."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = yaml.load(read_text(), Loader=loader)  # noqa: S506 (a safe loader, chosen above)
    return Spec(_without_open_enums(document))


def _without_open_enums(value: Any) -> Any:
    """Return the document without the values of open enums: a server may add values, so none is invalid."""
    if is_list(value):
        return [_without_open_enums(item) for item in value]
    if not is_object(value):
        return value
    is_open = value.get("x-open-enum") is True
    return {key: _without_open_enums(item) for key, item in value.items() if not (is_open and key == "enum")}
