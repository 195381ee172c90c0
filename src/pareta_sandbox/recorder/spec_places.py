"""openapi.yaml with its open enums and its lines: where in the file each value is."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from pareta_sandbox.json_values import is_list, is_object
from pareta_sandbox.spec import Spec, pointer_step, read_text


class SpecPlaces:
    """The document, its operations and the line of each JSON pointer."""

    def __init__(self, text: str) -> None:
        loader_class: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        loader = loader_class(text)
        try:
            node = loader.get_single_node()
            self._lines = dict(_lines(node, "#"))
            self.document: Mapping[str, Any] = loader.construct_document(node)
        finally:
            loader.dispose()
        self.spec = Spec(self.document)

    def line(self, pointer: str) -> int:
        """Return the line of a value, or of the nearest value around it that the file has."""
        while pointer not in self._lines and "/" in pointer:
            pointer = pointer.rpartition("/")[0]
        return self._lines.get(pointer, 1)

    def follow(self, pointer: str) -> tuple[str, Any]:
        """Return the pointer and the value at the end of all references."""
        return self.spec.follow(pointer)

    def has(self, pointer: str) -> bool:
        """Return whether the document has a value at the pointer itself."""
        return pointer in self._lines

    @functools.cached_property
    def secret_members(self) -> frozenset[str]:
        """The names of the members that are marked as secret (`x-secret`)."""
        return frozenset(name for name, schema in _properties(self.document) if schema.get("x-secret"))

    @functools.cached_property
    def upload_members(self) -> frozenset[str]:
        """The names of the members that hold a signed address for an upload (`x-signed-upload`)."""
        return frozenset(name for name, schema in _properties(self.document) if schema.get("x-signed-upload"))

    @functools.cached_property
    def key_headers(self) -> frozenset[str]:
        """The headers that carry API keys, in lower case."""
        schemes = self.document.get("components", {}).get("securitySchemes", {}).values()
        return frozenset(key_header(scheme) for scheme in schemes)


def key_header(scheme: Mapping[str, Any]) -> str:
    """Return the header of a security scheme, in lower case."""
    return str(scheme["name"]).lower() if scheme["type"] == "apiKey" else "authorization"


@functools.cache
def load() -> SpecPlaces:
    """Return the places of openapi.yaml, read once per process."""
    return SpecPlaces(read_text())


def _lines(node: Any, pointer: str) -> Iterator[tuple[str, int]]:  # PyYAML's nodes have no useful types
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = pointer + pointer_step(key.value)
            yield inner, key.start_mark.line + 1
            yield from _lines(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            inner = pointer + pointer_step(index)
            yield inner, value.start_mark.line + 1
            yield from _lines(value, inner)


def _properties(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if is_list(value):
        for item in value:
            yield from _properties(item)
    elif is_object(value):
        properties = value.get("properties")
        if is_object(properties):
            yield from ((name, schema) for name, schema in properties.items() if is_object(schema))
        for item in value.values():
            yield from _properties(item)
