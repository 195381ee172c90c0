"""Emits the types and the table of operations of the TypeScript port: spec.ts.

It is written from the portable spec alone, conformance/spec.json. What reads it is handwritten and knows no path,
field, status or default of the APIs.
"""

from __future__ import annotations

from typing import cast

from codegen.limits import limits
from codegen.ports.typescript_facts import FACTS
from codegen.ports.typescript_types import (
    IDEMPOTENCY,
    MARK,
    Json,
    body_type,
    doc_comment,
    event_type,
    literal,
    member_key,
    member_list,
    parameters_of,
    response_type,
    type_of,
)
from codegen.spec import is_object

_WIDTH = 116


def emit(spec: Json) -> str:
    """Return the text of spec.ts: constants, types and the table of operations.

    Args:
        spec: The portable spec.
    """
    tags = _tag_types(spec)
    lines = [MARK, FACTS]
    lines += [_constant(name, spec[name]) for name in ("version", "defaults")]
    lines.append(_constant("limits", _limits(spec)))
    lines += [_constant("webhookSignature", one["signature"]) for one in spec["webhooks"][:1]]
    lines.append(f"export type ErrorStatusKind = {' | '.join(map(literal, spec['errors']))};")
    lines.append(f"export type ApiName = {' | '.join(map(literal, spec['apis']))};")
    lines.append(_table("errors", "Record<ErrorStatusKind, ErrorFacts>", _errors(spec["errors"])))
    lines.append(_table("apis", "Record<ApiName, Api>", spec["apis"]))
    rules = {
        name: {**one, "ambiguous": _ranges(one["ambiguous"])} for name, one in spec["retryClasses"].items()
    }
    lines.append(_table("retryClasses", "Record<string, RetryClass>", rules))
    for name, schema in spec["schemas"].items():
        lines.append(_schema(name, schema, tags))
    unions = {name: one for name, one in spec["schemas"].items() if one["kind"] == "union"}
    lines.append(_unions(unions))
    lines.append(_table("shapes", "Record<string, Shape>", _shapes(spec)))
    lines.append("export interface Operations {")
    lines += [_operation_type(operation) for operation in spec["operations"]]
    lines.append("}")
    lines.append("export type OperationId = keyof Operations;")
    facts = {operation["id"]: _facts(operation, spec) for operation in spec["operations"]}
    lines.append(_table("operations", "Record<OperationId, OperationFacts>", facts))
    return "\n".join(lines) + "\n"


def _limits(spec: Json) -> Json:
    """Return the limits and defaults of what a program sends, by its owner, member and keyword."""
    found: Json = {}
    for one in limits(spec):
        *path, keyword = one.words
        node = found
        for step in path:
            node = node.setdefault(step, {})
        node[keyword] = one.value
    return found


def _tag_types(spec: Json) -> dict[tuple[str, str], str]:
    """Return the type of each tag: of the schema and the member. A prefix becomes a template literal."""
    tags: dict[tuple[str, str], list[str]] = {}
    for union in spec["schemas"].values():
        if union["kind"] != "union":
            continue
        prefixes = union["prefixes"]
        for tag, schema in union["tags"].items():
            if not any(tag.startswith(prefix) and schema == owner for prefix, owner in prefixes.items()):
                tags.setdefault((schema, union["tag"]), []).append(literal(tag))
        for prefix, schema in prefixes.items():
            tags.setdefault((schema, union["tag"]), []).append(f"`{prefix}${{string}}`")
    return {place: " | ".join(dict.fromkeys(names)) for place, names in tags.items()}


def _schema(name: str, schema: Json, tags: dict[tuple[str, str], str]) -> str:
    doc = doc_comment(schema["doc"])
    if schema["kind"] == "alias":
        return f"{doc}export type {name} = {type_of(schema['type'])};"
    if schema["kind"] == "union":
        members = dict.fromkeys([*schema["tags"].values(), *schema["prefixes"].values()])
        return f"{doc}export type {name} = {' | '.join(members)};"
    fields = [_field(field, tags.get((name, field["name"]))) for field in schema["fields"]]
    return f"{doc}export interface {name} {{\n{''.join(fields)}}}"


def _field(field: Json, tag: str | None) -> str:
    extra = " @deprecated" if field.get("deprecated") else ""
    type_ = tag if tag and "scalar" in field["type"] else type_of(field["type"])
    optional = "" if field["required"] else "?"
    end = "" if field["required"] or type_ == "unknown" else " | undefined"
    return f"{doc_comment(field['doc'], '  ', extra)}  {member_key(field['name'])}{optional}: {type_}{end};\n"


def _errors(errors: Json) -> Json:
    """Return the kinds of errors in the order in which a status is looked up: lists, ranges, and the rest."""
    kinds = sorted(
        errors.items(), key=lambda item: (isinstance(item[1]["statuses"], str), item[0] == "other")
    )
    return {kind: {**facts, "statuses": _ranges(facts["statuses"])} for kind, facts in kinds}


def _ranges(statuses: list[int] | str | None) -> list[list[int]]:
    """Return statuses as ranges with both ends: of a list, of `5XX`, or all statuses for `other`."""
    if isinstance(statuses, list):
        return [[one, one] for one in statuses]
    if not statuses or statuses == "other":
        return [[0, 999]] if statuses else []
    return [[int(statuses.replace("X", "0")), int(statuses.replace("X", "9"))]]


def _unions(unions: Json) -> str:
    types = "\n".join(f"  {name}: {name};" for name in unions)
    facts = {name: {key: one[key] for key in ("tag", "tags", "prefixes")} for name, one in unions.items()}
    return f"export interface Unions {{\n{types}\n}}\n" + _table(
        "unions", "Record<keyof Unions, UnionFacts>", facts
    )


def _constant(name: str, value: object) -> str:
    return f"export const {name} = {_literal(value)} as const;"


def _table(name: str, type_: str, value: object) -> str:
    return f"export const {name}: {type_} = {_literal(value)};"


def _literal(value: object, indent: int = 0) -> str:
    """Return a JSON value as a TypeScript literal: on one line where it fits."""
    flat = _flat(value)
    inner, outer = " " * (indent + 2), " " * indent
    if len(flat) + indent <= _WIDTH:
        return flat
    if isinstance(value, list):
        items = cast("list[object]", value)
        return "[\n" + "".join(f"{inner}{_literal(one, indent + 2)},\n" for one in items) + f"{outer}]"
    if is_object(value):
        members = (f"{inner}{member_key(key)}: {_literal(one, indent + 2)},\n" for key, one in value.items())
        return "{\n" + "".join(members) + f"{outer}}}"
    return flat


def _flat(value: object) -> str:
    if is_object(value) and value:
        return "{ " + ", ".join(f"{member_key(key)}: {_flat(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, cast("list[object]", value))) + "]"
    return "{}" if value == {} else literal(value)


def _shapes(spec: Json) -> Json:
    """Return for each schema the members that must be objects or arrays."""
    shapes: Json = {}
    for name, schema in spec["schemas"].items():
        if schema["kind"] == "union":
            shapes[name] = {"union": name}
        elif schema["kind"] == "alias":
            shapes[name] = _shape(schema["type"])
        else:
            members = {field["name"]: _shape(field["type"]) for field in schema["fields"]}
            shapes[name] = {"object": {key: one for key, one in members.items() if one}}
    used = {name: shape for name, shape in shapes.items() if shape}
    return {name: _without(shape, shapes) for name, shape in used.items()}


def _shape(type_: Json) -> Json:
    match type_:
        case {"ref": name}:
            return {"ref": name}
        case {"array": item}:
            return {"array": _shape(item)}
        case {"map": item}:
            return {"map": _shape(item)}
        case _:
            return {}


def _without(shape: Json, shapes: Json) -> Json:
    """Return a shape without the references to schemas that may have any shape, such as enums."""
    if "ref" in shape:
        return shape if shapes[shape["ref"]] else {}
    if "object" in shape:
        members = {key: _without(one, shapes) for key, one in shape["object"].items()}
        return {"object": {key: one for key, one in members.items() if one}}
    return {key: one if key == "union" else _without(one, shapes) for key, one in shape.items()}


def _operation_type(operation: Json) -> str:
    params = member_list(parameters_of(operation))
    response = response_type(operation).replace("void", "undefined")
    return (
        f"{doc_comment(operation['summary'] + '.', '  ')}"
        f"  {operation['id']}: {{ params: {f'{{ {params}}}' if params else 'object'}; "
        f"body: {body_type(operation)}; response: {response}; event: {event_type(operation)} }};"
    )


def _facts(operation: Json, spec: Json) -> Json:
    responses: Json = {}
    for status, one in operation["responses"].items():
        shapes = {kind: _without(_shape(type_), _shapes(spec)) for kind, type_ in one.items()}
        responses[status] = {kind: shape or {} for kind, shape in shapes.items()}
    keys = [one["name"] for one in operation["parameters"] if one["name"].lower() == IDEMPOTENCY]
    facts = {key: operation[key] for key in ("id", "method", "path", "api", "retry", "idempotent")}
    sdk = operation["sdk"]
    return {
        **facts,
        "sdk": f"{sdk['namespace']}.{sdk['method']}" if sdk else None,
        "idempotencyHeader": keys[0] if keys else None,
        "parameters": {
            one["name"]: "spread" if one.get("spread") else one["in"] for one in parameters_of(operation)
        },
        "required": [one["name"] for one in parameters_of(operation) if one["required"]],
        "body": _body_facts(operation, spec),
        "responses": responses,
        "stream": operation["stream"],
        "longPoll": operation["longPoll"],
        "receipts": operation["receipts"],
        "signedUpload": operation["signedUpload"],
        "wait": _wait_facts(operation, spec),
    }


def _body_facts(operation: Json, spec: Json) -> Json | None:
    body = operation["body"]
    if body is None or "json" in body:
        schema = None if body is None else body["json"].get("ref")
        required = [
            one["name"] for one in spec["schemas"].get(schema, {}).get("fields", ()) if one["required"]
        ]
        return None if body is None else {"kind": "json", "required": required}
    fields = spec["schemas"][body["form"]]["fields"]
    files = {
        one["name"]: body["encoding"].get(one["name"], {}).get("contentType")
        for one in fields
        if one["type"].get("format") == "binary"
    }
    return {"kind": "form", "files": files, "required": [one["name"] for one in fields if one["required"]]}


def _wait_facts(operation: Json, spec: Json) -> Json | None:
    wait = operation["wait"]
    if wait is None:
        return None
    polled = next(one for one in spec["operations"] if one["id"] == wait["operation"])
    name = next(one["json"]["ref"] for one in polled["responses"].values() if "json" in one)
    schema = spec["schemas"][name]
    if "outcome" in schema:
        return {**wait, "outcome": {"in": None, **schema["outcome"]}}
    for field in schema.get("fields", ()):
        outcome = spec["schemas"].get(field["type"].get("ref"), {}).get("outcome")
        if outcome:
            return {**wait, "outcome": {"in": field["name"], **outcome}}
    return {**wait, "outcome": None}
