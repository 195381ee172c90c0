"""Emits the TypeScript port: its types and table of operations (spec.ts), and its namespaces (api.ts).

Both are written from the portable spec alone, conformance/spec.json. What they import is handwritten and knows no
path, field, status or default of the APIs.
"""

from __future__ import annotations

import json
import re
from typing import Any

Json = dict[str, Any]
MARK = "// Generated from openapi.yaml by codegen/ports/typescript.py. Do not edit.\n"
_SCALARS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}
_IDEMPOTENCY = "idempotency-key"
_WIDTH = 116


def emit(spec: Json) -> str:
    """Return the text of spec.ts: constants, types and the table of operations.

    Args:
        spec: The portable spec.
    """
    tags = _tag_types(spec)
    lines = [MARK, "import type { Api, OperationFacts, RetryClass, Shape, UnionFacts } from './facts.ts';\n"]
    lines += [_constant(name, spec[name]) for name in ("version", "defaults", "errors")]
    lines.append(f"export type ErrorStatusKind = {' | '.join(map(_text, spec['errors']))};")
    lines.append(f"export type ApiName = {' | '.join(map(_text, spec['apis']))};")
    lines.append(_table("apis", "Record<ApiName, Api>", spec["apis"]))
    lines.append(_table("retryClasses", "Record<string, RetryClass>", spec["retryClasses"]))
    for name, schema in spec["schemas"].items():
        lines.append(_schema(name, schema, tags))
    unions = {name: one for name, one in spec["schemas"].items() if one["kind"] == "union"}
    lines.append(_unions(unions))
    lines.append(_table("shapes", "Record<string, Shape>", _shapes(spec)))
    lines.append("export interface Operations {")
    lines += [_operation_type(operation, spec) for operation in spec["operations"]]
    lines.append("}")
    lines.append("export type OperationId = keyof Operations;")
    facts = {operation["id"]: _facts(operation, spec) for operation in spec["operations"]}
    lines.append(_table("operations", "Record<OperationId, OperationFacts>", facts))
    return "\n".join(lines) + "\n"


def emit_api(spec: Json) -> str:
    """Return the text of api.ts: a class for each namespace of each API, with a method for each operation.

    Args:
        spec: The portable spec.
    """
    lines = [
        MARK,
        "import type { EventStream } from './stream.ts';",
        "import type { CallOptions, WaitOptions, Wire } from './wire.ts';",
        "import { split } from './request.ts';",
        "import { waitFor } from './wait.ts';",
        "import type * as spec from './spec.ts';\n",
    ]
    for api in spec["apis"]:
        spaces = _namespaces(spec, api)
        for name in sorted(spaces, key=lambda one: -one.count(".")):  # children first
            lines.append(_namespace(name, spaces, spec))
        tops = [name for name in spaces if "." not in name]
        lines.append(f"/** The namespaces of the {api} API. */")
        lines.append(f"export abstract class {_pascal(api)}Namespaces {{")
        lines += [f"  readonly {_camel(name)}: {_class_name(name)};" for name in tops]
        lines.append("  /** Sends any operation by its id. */\n  readonly wire: Wire;")
        lines.append("  constructor(wire: Wire) {\n    this.wire = wire;")
        lines += [f"    this.{_camel(name)} = new {_class_name(name)}(wire);" for name in tops]
        lines.append("  }\n}\n")
    return "\n".join(lines)


# --- types


def _text(value: object) -> str:
    """Return a JSON value as TypeScript has it; a string in single quotes."""
    if isinstance(value, str) and value.isprintable() and "'" not in value and "\\" not in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_$][\w$]*", name) else _text(name)


def _doc(text: str, indent: str = "", extra: str = "") -> str:
    words = " ".join(f"{text} {extra}".replace("*/", "* /").split())
    return f"{indent}/** {words} */\n" if words else ""


def type_of(type_: Json, prefix: str = "") -> str:
    """Return a type of the portable spec as TypeScript has it.

    Args:
        type_: The type.
        prefix: Precedes the name of each schema, such as `spec.`.
    """
    return _plain_type(type_, prefix) + (" | null" if type_.get("nullable") else "")


def _plain_type(type_: Json, prefix: str) -> str:
    match type_:
        case {"ref": name}:
            return f"{prefix}{name}"
        case {"const": value}:
            return _text(value)
        case {"enum": values, "open": is_open}:
            return " | ".join(map(_text, values)) + (" | (string & {})" if is_open else "")
        case {"union": types}:
            return " | ".join(type_of(one, prefix) for one in types)
        case {"array": item}:
            text = type_of(item, prefix)
            return f"({text})[]" if "|" in text else f"{text}[]"
        case {"map": value}:
            return f"{{ [key: string]: {type_of(value, prefix)} }}"
        case {"scalar": "string", "format": "binary"}:
            return "Blob"
        case {"scalar": name}:
            return _SCALARS[name]
        case _:
            return "unknown"


def _tag_types(spec: Json) -> dict[tuple[str, str], str]:
    """Return the type of each tag: of the schema and the member. A prefix becomes a template literal."""
    tags: dict[tuple[str, str], list[str]] = {}
    for union in spec["schemas"].values():
        if union["kind"] != "union":
            continue
        prefixes = union["prefixes"]
        for tag, schema in union["tags"].items():
            if not any(tag.startswith(prefix) and schema == owner for prefix, owner in prefixes.items()):
                tags.setdefault((schema, union["tag"]), []).append(_text(tag))
        for prefix, schema in prefixes.items():
            tags.setdefault((schema, union["tag"]), []).append(f"`{prefix}${{string}}`")
    return {place: " | ".join(dict.fromkeys(names)) for place, names in tags.items()}


def _schema(name: str, schema: Json, tags: dict[tuple[str, str], str]) -> str:
    doc = _doc(schema["doc"])
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
    end = "" if field["required"] else " | undefined"
    return f"{_doc(field['doc'], '  ', extra)}  {_key(field['name'])}{optional}: {type_}{end};\n"


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
    if len(flat) + indent <= _WIDTH or not isinstance(value, dict | list):
        return flat
    inner, outer = " " * (indent + 2), " " * indent
    if isinstance(value, list):
        return "[\n" + "".join(f"{inner}{_literal(one, indent + 2)},\n" for one in value) + f"{outer}]"
    members = (f"{inner}{_key(str(key))}: {_literal(one, indent + 2)},\n" for key, one in value.items())
    return "{\n" + "".join(members) + f"{outer}}}"


def _flat(value: object) -> str:
    if isinstance(value, dict) and value:
        return "{ " + ", ".join(f"{_key(str(key))}: {_flat(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    return "{}" if value == {} else _text(value)


# --- what a response must look like


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


# --- operations


def _parameters(operation: Json) -> list[Json]:
    return [one for one in operation["parameters"] if one["name"].lower() != _IDEMPOTENCY]


def _members(parameters: list[Json], prefix: str = "") -> str:
    return "".join(
        f"{_key(one['name'])}{'' if one['required'] else '?'}: {type_of(one['type'], prefix)}"
        f"{'' if one['required'] else ' | undefined'}; "
        for one in parameters
    )


def _body_type(operation: Json, prefix: str = "") -> str:
    body = operation["body"]
    if body is None:
        return "undefined"
    return prefix + body["form"] if "form" in body else type_of(body["json"], prefix)


def _response_type(operation: Json, prefix: str = "") -> str:
    types = [type_of(one["json"], prefix) for one in operation["responses"].values() if "json" in one]
    if not types:
        return "never" if _streams_only(operation) else "void"
    return " | ".join(dict.fromkeys(types))


def _event_type(operation: Json, prefix: str = "") -> str:
    if operation["stream"] is None:
        return "never"
    named = operation["stream"].get("events")
    if named:
        return " | ".join(f"{{ event: {_text(name)}; data: {prefix}{one} }}" for name, one in named.items())
    return next(type_of(one["event"], prefix) for one in operation["responses"].values() if "event" in one)


def _streams_only(operation: Json) -> bool:
    return operation["stream"] is not None and "when" not in operation["stream"]


def _operation_type(operation: Json, spec: Json) -> str:
    return (
        f"{_doc(operation['summary'] + '.', '  ')}"
        f"  {operation['id']}: {{ params: {{ {_members(_parameters(operation))}}}; body: {_body_type(operation)}; "
        f"response: {_response_type(operation)}; event: {_event_type(operation)} }};"
    )


def _facts(operation: Json, spec: Json) -> Json:
    responses: Json = {}
    for status, one in operation["responses"].items():
        shapes = {kind: _without(_shape(type_), _shapes(spec)) for kind, type_ in one.items()}
        responses[status] = {kind: shape or {} for kind, shape in shapes.items()}
    keys = [one["name"] for one in operation["parameters"] if one["name"].lower() == _IDEMPOTENCY]
    facts = {key: operation[key] for key in ("id", "method", "path", "api", "retry", "idempotent")}
    return {
        **facts,
        "idempotencyHeader": keys[0] if keys else None,
        "parameters": {
            one["name"]: "spread" if one.get("spread") else one["in"] for one in _parameters(operation)
        },
        "required": [one["name"] for one in _parameters(operation) if one["required"]],
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


# --- namespaces


def _camel(name: str) -> str:
    first, *rest = re.split(r"[_.-]", name)
    return first + "".join(word.capitalize() for word in rest)


def _pascal(name: str) -> str:
    return "".join(word.capitalize() for word in re.split(r"[_.-]", name))


def _class_name(namespace: str) -> str:
    return f"{_pascal(namespace)}Methods"


def _namespaces(spec: Json, api: str) -> dict[str, list[Json]]:
    """Return the operations of each namespace of an API, and the namespaces that only hold others."""
    found: dict[str, list[Json]] = {}
    for operation in spec["operations"]:
        if operation["api"] != api or not operation["sdk"]:
            continue
        steps = operation["sdk"]["namespace"].split(".")
        for depth in range(1, len(steps)):
            found.setdefault(".".join(steps[:depth]), [])
        found.setdefault(operation["sdk"]["namespace"], []).append(operation)
    return found


def _namespace(name: str, spaces: dict[str, list[Json]], spec: Json) -> str:
    children = [one for one in spaces if one.rpartition(".")[0] == name]
    title = ".".join(map(_camel, name.split(".")))
    lines = [f"/** The methods of `{title}`. */", f"export class {_class_name(name)} {{"]
    lines += [f"  readonly {_camel(one.rpartition('.')[2])}: {_class_name(one)};" for one in children]
    lines.append("  protected readonly wire: Wire;\n  constructor(wire: Wire) {\n    this.wire = wire;")
    lines += [
        f"    this.{_camel(one.rpartition('.')[2])} = new {_class_name(one)}(wire);" for one in children
    ]
    lines.append("  }")
    methods = [operation["sdk"]["method"] for operation in spaces[name]]
    for operation in spaces[name]:
        if methods.count(operation["sdk"]["method"]) == 1:  # else they are steps of one method
            lines.append(_method(operation))
        wait = operation["wait"]
        if wait and wait["operation"] == operation["id"] and wait["method"] != operation["sdk"]["method"]:
            lines.append(_wait_method(operation))
    return "\n".join(lines) + "\n}\n"


def _arguments(operation: Json, *, asks_stream: bool | None = None) -> tuple[str, str]:
    """Return the arguments of a method and the expression that merges them: ids first, all others in one object."""
    ids = [one for one in operation["parameters"] if one["in"] == "path"]
    others = [one for one in _parameters(operation) if one["in"] != "path"]
    body, types = operation["body"], list[str]()
    if others:
        types.append(f"{{ {_members(others, 'spec.')}}}")
    if body:
        types.insert(0, _body_type(operation, "spec."))
    if asks_stream is not None:
        flag = operation["stream"]["when"]
        member = f": {_text(flag['equals'])}" if asks_stream else "?: false | null | undefined"
        types.append(f"{{ {flag['body']}{member} }}")
    given = [f"{_camel(one['name'])}: {type_of(one['type'], 'spec.')}" for one in ids]
    merged = [f"{_key(one['name'])}: {_camel(one['name'])}" for one in ids]
    if types:
        optional = "" if body or any(one["required"] for one in others) else " = {}"
        given.append(f"params: {' & '.join(types)}{optional}")
        merged.insert(0, "...params")
    return ", ".join(given), f"{{ {', '.join(merged)} }}" if merged else "{}"


def _method(operation: Json) -> str:
    wait, sdk = operation["wait"], operation["sdk"]
    if wait and wait["operation"] == operation["id"] and wait["method"] == sdk["method"]:
        return _wait_method(operation)
    name, id_ = _camel(sdk["method"]), _text(operation["id"])
    given, merged = _arguments(operation)
    given += ", " if given else ""
    event = f"Promise<EventStream<{_event_type(operation, 'spec.')}>>"
    request = f"split({id_}, {merged})"
    doc = _doc(f"{operation['summary']}. API: {operation['method']} {operation['path']}", "  ")
    if _streams_only(operation):
        call = "resume" if "cursor" in operation["stream"] else "stream"
        return (
            f"{doc}  {name}({given}options: CallOptions = {{}}): {event} {{\n"
            f"    return this.wire.{call}({id_}, {request}, options);\n  }}"
        )
    response = f"Promise<{_response_type(operation, 'spec.')}>"
    if operation["stream"] is None:
        return (
            f"{doc}  {name}({given}options: CallOptions = {{}}): {response} {{\n"
            f"    return this.wire.send({id_}, {request}, options);\n  }}"
        )
    flag = operation["stream"]["when"]
    streaming, _ = _arguments(operation, asks_stream=True)
    plain, _ = _arguments(operation, asks_stream=False)
    return (
        f"{doc}  {name}({streaming}, options?: CallOptions): {event};\n"
        f"  {name}({plain}, options?: CallOptions): {response};\n"
        f"  {name}({given}options: CallOptions = {{}}): {event} | {response} {{\n"
        f"    const request = {request};\n"
        f"    return params.{flag['body']} === {_text(flag['equals'])}\n"
        f"      ? this.wire.stream({id_}, request, options)\n"
        f"      : this.wire.send({id_}, request, options);\n  }}"
    )


def _wait_method(operation: Json) -> str:
    wait = operation["wait"]
    ids = [one for one in operation["parameters"] if one["in"] == "path"]
    others = [
        one
        for one in _parameters(operation)
        if one["in"] != "path" and one["name"] != (operation["longPoll"] or {}).get("parameter")
    ]
    given = [f"{_camel(one['name'])}: {type_of(one['type'], 'spec.')}" for one in ids]
    merged = [f"{_key(one['name'])}: {_camel(one['name'])}" for one in ids]
    response = _response_type(operation, "spec.")
    options = f"WaitOptions<{response}>"
    if others:
        options += f" & {{ params?: {{ {_members(others, 'spec.')}}} }}"
        merged.insert(0, "...options.params")
    doc = (
        f"Wait until the work is over, by polling every {wait['interval']} s for at most {wait['timeout']} s."
    )
    doc = _doc(f"{doc} API: {operation['method']} {operation['path']}", "  ")
    return (
        f"{doc}"
        f"  {_camel(wait['method'])}({', '.join([*given, f'options: {options} = {{}}'])}): Promise<{response}> {{\n"
        f"    return waitFor(this.wire, {_text(operation['id'])}, {{ params: {{ {', '.join(merged)} }} }}, options);\n  }}"
    )
