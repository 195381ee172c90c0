"""Writes the arguments of each operation as JSON Schema, and the outcomes of work, for the tools of the MCP server.

What clients of a tool understand best is one flat object: parameters and the fields of the body are properties side by
side, and references are resolved. Secret and deprecated fields are left out: an agent has no use for them.
"""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]
COMMENT = "Generated from openapi.yaml by codegen/generate.py. Do not edit."
# A tool's argument is not nullable: an agent leaves out what it does not want to pass.
_FORMATS = ("date", "date-time", "uri")


def emit(spec: Json) -> str:
    """Return the text of operations.json.

    Args:
        spec: The spec as `codegen.spec_json.portable` returns it.
    """
    operations = {one["id"]: _operation(spec, one) for one in spec["operations"]}
    keys = {name: api["env"]["key"] for name, api in spec["apis"].items()}
    outcomes = {name: one["outcome"] for name, one in spec["schemas"].items() if "outcome" in one}
    found = {"$comment": COMMENT, "keys": keys, "outcomes": outcomes, "operations": operations}
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _operation(spec: Json, operation: Json) -> Json:
    wait = operation["wait"]
    return {
        "arguments": _arguments(spec, operation),
        "required": [one["name"] for one in _fields(spec, operation) if one["required"]],
        "result": _result(spec, operation),
        **({"wait": wait["timeout"]} if wait else {}),
    }


def _fields(spec: Json, operation: Json) -> list[Json]:
    """Return the parameters and the fields of the body, in the order of the spec."""
    body: Json = operation["body"] or {}
    name = body.get("form") or body.get("json", {}).get("ref")
    fields: list[Json] = spec["schemas"][name].get("fields", []) if name else []
    parameters: list[Json] = [
        {**one, "name": one["name"].lower().replace("-", "_")} for one in operation["parameters"]
    ]
    return [one for one in (*parameters, *fields) if not (one.get("secret") or one.get("deprecated"))]


def _arguments(spec: Json, operation: Json) -> Json:
    return {one["name"]: _field(spec, one, ()) for one in _fields(spec, operation)}


def _field(spec: Json, field: Json, within: tuple[str, ...]) -> Json:
    schema = _schema(spec, field["type"], within)
    found = {**schema, **_described(field["doc"], schema.get("description", ""))}
    return {**found, "default": field["default"]} if "default" in field else found


def _described(doc: str, of_type: str) -> Json:
    """Return the description of a field: its own, and what its type adds where both say something."""
    text = of_type if of_type.startswith(doc) else f"{doc} {of_type}".strip()
    return {"description": text} if text else {}


def _schema(spec: Json, kind: Json, within: tuple[str, ...]) -> Json:
    return {**_plain(spec, kind, within), **kind.get("limits", {})}


def _plain(spec: Json, kind: Json, within: tuple[str, ...]) -> Json:
    match kind:
        case {"ref": name}:
            return {} if name in within else _named(spec, spec["schemas"][name], (*within, name))
        case {"const": value}:
            return {"const": value}
        case {"enum": values, "open": True}:
            known = ", ".join(map(str, values))
            return {"type": "string", "description": f"Known values: {known}.", "examples": values}
        case {"enum": values}:
            return {"enum": values}
        case {"array": items}:
            return {"type": "array", "items": _schema(spec, items, within)}
        case {"map": _}:
            return {"type": "object"}
        case {"union": kinds}:
            return {"anyOf": [_schema(spec, one, within) for one in kinds]}
        case {"scalar": name}:
            text_format = kind.get("format")
            return {"type": name, **({"format": text_format} if text_format in _FORMATS else {})}
        case _:
            return {}


def _named(spec: Json, schema: Json, within: tuple[str, ...]) -> Json:
    doc = {"description": schema["doc"]} if schema["doc"] else {}
    if schema["kind"] == "object":
        fields = [one for one in schema["fields"] if not (one.get("secret") or one.get("deprecated"))]
        return {
            "type": "object",
            **doc,
            "properties": {one["name"]: _field(spec, one, within) for one in fields},
            "required": [one["name"] for one in fields if one["required"]],
        }
    if schema["kind"] == "union":
        names = dict.fromkeys(schema["tags"].values())
        return {"anyOf": [_schema(spec, {"ref": name}, within) for name in names], **doc}
    found = _schema(spec, schema["type"], within)
    return {**found, **_described(schema["doc"], found.get("description", ""))}


def _result(spec: Json, operation: Json) -> Json:
    """Return the names of what a success returns, for the description of a tool's output."""
    for response in operation["responses"].values():
        name = response.get("json", {}).get("ref")
        if name:
            fields = spec["schemas"][name].get("fields", ())
            return {"name": name, "fields": [one["name"] for one in fields]}
    return {}
