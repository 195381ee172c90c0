"""openapi.yaml as a table: operation id → method, path, parameters, body, statuses. Finds routes; runs nothing.

The file is looked for inside the package first (where the wheel carries it), then at the top of a checkout.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

from .shapes import is_list, is_object

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


class SpecError(RuntimeError):
    """openapi.yaml is missing or not what the sandbox can serve."""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str  # path, query or header
    required: bool
    pointer: str  # where its schema stands
    kind: str | None  # the schema's type, to turn a query's text into a value
    free_form: bool  # an exploded object: takes every query parameter that has no other name


@dataclass(frozen=True, slots=True)
class Body:
    media_type: str
    pointer: str
    required: bool
    schema: Mapping[str, Any]  # for multipart: which fields are files, and the types of the others


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    api: str
    tag: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    success: int
    statuses: frozenset[int]
    receipt_header: str | None
    stream: Mapping[str, Any] | None = None  # `x-stream`

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(self.path.strip("/").split("/"))


@dataclass(frozen=True, slots=True)
class Match:
    """What a method and a path lead to; without an operation, `allowed` says which methods the path has."""

    operation: Operation | None
    path: Mapping[str, str]
    allowed: tuple[str, ...] = ()


class Spec:
    """The parsed document and its operations, literal paths before templated ones."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.operations: dict[str, Operation] = {}
        for path, item in document["paths"].items():
            for method in METHODS:
                if method in item:
                    operation = self._operation(path, method, item)
                    self.operations[operation.id] = operation
        self._by_length: dict[int, list[Operation]] = {}
        for operation in sorted(self.operations.values(), key=_specificity):
            self._by_length.setdefault(len(operation.segments), []).append(operation)

    def match(self, method: str, raw_path: str) -> Match:
        """Route on the path as it was sent: an escaped slash in an id stays inside its segment."""
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

    def resolve(self, pointer: str) -> Any:
        """What stands at a JSON pointer of the document (`#/…`)."""
        value: Any = self.document
        for step in pointer.removeprefix("#/").split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            value = value[int(name)] if is_list(value) else value[name]
        return value

    def follow(self, pointer: str) -> tuple[str, Any]:
        """As `resolve`, following references to where the thing itself stands."""
        value = self.resolve(pointer)
        while is_object(value) and "$ref" in value:
            pointer = value["$ref"]
            value = self.resolve(pointer)
        return pointer, value

    def _operation(self, path: str, method: str, item: Mapping[str, Any]) -> Operation:
        raw = item[method]
        here = f"#/paths/{path.replace('~', '~0').replace('/', '~1')}"
        places = [f"{here}/parameters/{n}" for n in range(len(item.get("parameters", [])))]
        places += [f"{here}/{method}/parameters/{n}" for n in range(len(raw.get("parameters", [])))]
        statuses = frozenset(int(status) for status in raw["responses"] if str(status).isdigit())
        successes = sorted(status for status in statuses if 200 <= status < 300)
        if not successes:
            raise SpecError(f"{raw.get('operationId')}: no successful status")
        return Operation(
            id=raw["operationId"],
            api=raw["x-api"],
            tag=raw["tags"][0],
            method=method.upper(),
            path=path,
            parameters=tuple(self._parameter(place) for place in places),
            body=self._body(f"{here}/{method}/requestBody") if "requestBody" in raw else None,
            success=successes[0],
            statuses=statuses,
            receipt_header=self._receipt(f"{here}/{method}/responses/{successes[0]}"),
            stream=raw.get("x-stream"),
        )

    def _parameter(self, pointer: str) -> Parameter:
        place, raw = self.follow(pointer)
        schema_at, schema = self.follow(f"{place}/schema")
        kind = schema.get("type")
        if is_list(kind):
            kind = next((one for one in kind if one != "null"), None)
        return Parameter(
            name=raw["name"],
            place=raw["in"],
            required=bool(raw.get("required", False)),
            pointer=schema_at,
            kind=kind,
            free_form=raw["in"] == "query" and kind == "object",
        )

    def _body(self, pointer: str) -> Body:
        place, raw = self.follow(pointer)
        media_type = next(iter(raw["content"]))
        schema_at, schema = self.follow(f"{place}/content/{media_type.replace('/', '~1')}/schema")
        return Body(media_type, schema_at, bool(raw.get("required", False)), schema)

    def _receipt(self, pointer: str) -> str | None:
        place, answer = self.follow(pointer)
        for name in answer.get("headers", {}):
            _, header = self.follow(f"{place}/headers/{name}")
            if "x-receipt" in header:
                return str(name)
        return None


def _specificity(operation: Operation) -> tuple[bool, ...]:
    return tuple(segment.startswith("{") for segment in operation.segments)


def _bind(template: tuple[str, ...], segments: tuple[str, ...]) -> dict[str, str] | None:
    values: dict[str, str] = {}
    for wanted, got in zip(template, segments, strict=True):
        if wanted.startswith("{"):
            values[wanted[1:-1]] = got
        elif wanted != got:
            return None
    return values


def _text() -> str:
    packaged = resources.files("pareta_sandbox").joinpath("openapi.yaml")
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    for folder in Path(__file__).resolve().parents[1:3]:
        if (folder / "openapi.yaml").is_file():
            return (folder / "openapi.yaml").read_text(encoding="utf-8")
    raise SpecError("openapi.yaml is neither inside the package pareta_sandbox nor above it")


@functools.cache
def load() -> Spec:
    """The spec, read once in a process; the C loader is ten times as quick where PyYAML has it."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Spec(_opened(yaml.load(_text(), Loader=loader)))  # noqa: S506 (a safe loader, chosen above)


def _opened(value: Any) -> Any:
    """The document without the `enum` of an open enum: a server adds values, so a validator may not refuse them."""
    if is_list(value):
        return [_opened(item) for item in value]
    if not is_object(value):
        return value
    is_open = value.get("x-open-enum") is True
    return {key: _opened(item) for key, item in value.items() if not (is_open and key == "enum")}
