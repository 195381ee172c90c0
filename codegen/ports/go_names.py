"""Names and types of the Go port: what the words and the types of the spec become in Go. Pure."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable
from copy import copy
from typing import Any, cast

Json = dict[str, Any]

MARK = "// Code generated from openapi.yaml by codegen/ports/go.py; DO NOT EDIT."
PACKAGE = "paretasdk"
INTERNAL = "pareta.ai/paretasdk/internal"
RECORD = f"{INTERNAL}/record"
KEY_HEADER = "Idempotency-Key"
WIDTH = 110

# Initialisms, which Go writes in one case.
_INITIALISMS = {
    **{
        one: one.upper()
        for one in ("api", "html", "http", "id", "json", "mcp", "sdk", "sse", "uri", "url", "usd")
    },
    "ids": "IDs",
    "uris": "URIs",
    "urls": "URLs",
}
_KEYWORDS = {
    *(
        "break",
        "case",
        "chan",
        "const",
        "continue",
        "default",
        "defer",
        "else",
        "fallthrough",
        "for",
        "func",
        "go",
    ),
    *("goto", "if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch"),
    *("type", "var", "any", "string", "len", "error", "iter", "json", "ctx", "opts", "body", "params"),
    *("s", "v", "err", "value", "nil", "true", "false"),  # of generated methods
}
# What generated records, unions and named events have beside their fields.
_MEMBERS = {
    *("Extra", "MarshalJSON", "UnmarshalJSON", "String", "GoString", "LogValue", "Outcome"),
    *("Raw", "Tag", "Event"),
}
_SCALARS = {"string": "string", "integer": "int64", "number": "float64", "boolean": "bool"}
_CONSTANTS = {bool: "bool", int: "int64", float: "float64", str: "string"}


def words(name: str) -> list[str]:
    """Return the words of a name in any style: `taskDisplay`, `task_run`, `x-api-key`, `JsonSchema`."""
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]*|[a-z]+|[0-9]+", name)


def exported(name: str) -> str:
    """Return the exported Go name for a name of the spec."""
    found = _capitalized(words(name))
    return f"N{found}" if found[:1].isdigit() else found


def member(name: str) -> str:
    """Return the name of a field for a property or for a variant of a union."""
    found = exported(name)
    return f"{found}_" if found in _MEMBERS else found


def _capitalized(parts: list[str]) -> str:
    return "".join(_INITIALISMS.get(one.lower(), one[0].upper() + one[1:]) for one in parts)


def unexported(name: str) -> str:
    """Return the Go name of an argument."""
    first, *rest = words(name)
    found = first.lower() + _capitalized(rest)
    if found[:1].isdigit():
        return f"n{found}"
    return f"{found}_" if found in _KEYWORDS else found


def quoted(text: str) -> str:
    """Return a string literal of Go."""
    return json.dumps(text, ensure_ascii=False)


def strings(values: list[str]) -> str:
    """Return a slice of strings as Go source."""
    return f"[]string{{{', '.join(map(quoted, values))}}}"


def integers(values: list[int]) -> str:
    """Return a slice of integers as Go source."""
    return f"[]int{{{', '.join(map(str, values))}}}"


def comment(text: str, indent: str = "") -> list[str]:
    """Return the lines of a comment."""
    plain = " ".join(text.split())
    lines = textwrap.wrap(plain, WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
    return [f"{indent}// {line}" for line in lines]


def duration(seconds: float) -> str:
    """Return a duration as Go source."""
    if seconds == int(seconds):
        return f"{int(seconds)} * time.Second"
    return f"{round(seconds * 1000)} * time.Millisecond"


class Types:
    """The Go types of the schemas."""

    def __init__(self, spec: Json) -> None:
        """Read the schemas of the spec.

        Args:
            spec: The content of conformance/spec.json.
        """
        self.schemas: Json = spec["schemas"]
        self._any = "any"
        self._asked: set[str] = set()
        for one in spec["operations"]:
            if one["body"] is not None:
                self._ask(one["body"].get("json") or {"ref": one["body"]["form"]})

    def _ask(self, node: Any) -> None:
        """Note the schemas that requests have."""
        items: list[Any] = []
        if isinstance(node, list):
            items = [*cast("Iterable[Any]", node)]
        elif isinstance(node, dict):
            members = cast("Json", node)
            name = members.get("ref")
            items = list(members.values())
            if isinstance(name, str) and name not in self._asked:
                self._asked.add(name)
                items.append(self.schemas[name])
        for item in items:
            self._ask(item)

    def within(self, name: str) -> Types:
        """Return the types of a schema's fields. What only responses have stays as it was sent: json.RawMessage.

        Args:
            name: The schema.
        """
        found = copy(self)
        found._any = "any" if name in self._asked else "json.RawMessage"
        return found

    def field(self, raw: Json, *, required: bool) -> str:
        """Return the type of a field: a pointer if the field may be missing and its type has no empty value.

        Args:
            raw: The type in the spec.
            required: Whether the spec requires the field.
        """
        found = self.plain(raw)
        optional = not required or bool(raw.get("nullable"))
        return f"*{found}" if optional and not self._has_nil(raw) else found

    def plain(self, raw: Json) -> str:
        """Return the type of a value that is there."""
        if "ref" in raw:
            return exported(raw["ref"])
        if "const" in raw:
            return _CONSTANTS[type(raw["const"])]
        if "enum" in raw:
            return "string"
        if "array" in raw:
            return "[]" + self._element(raw["array"])
        if "map" in raw:
            return "map[string]" + self._element(raw["map"])
        if "scalar" in raw:
            return "File" if raw.get("format") == "binary" else _SCALARS[raw["scalar"]]
        return "any" if "union" in raw else self._any

    def forms(self, raw: Json) -> str:
        """Return a sentence that lists the forms of a union without a tag, or an empty string."""
        if "union" not in raw:
            return ""
        names = [self.plain(one) for one in raw["union"]]
        return f"It is one of {', '.join(names[:-1])} and {names[-1]}."

    def is_record(self, name: str) -> bool:
        """Return whether a schema is an object with known fields."""
        return bool(self.schemas[name]["kind"] == "object")

    def _element(self, raw: Json) -> str:
        return self.field(raw, required=True)

    def _has_nil(self, raw: Json) -> bool:
        if "ref" in raw:
            schema: Json = self.schemas[raw["ref"]]
            return schema["kind"] == "alias" and self._has_nil(schema["type"])
        return not ({"const", "enum", "scalar"} & raw.keys())
