"""Emits the namespaces of the TypeScript port, api.ts: a class for each, with a method for each operation."""

from __future__ import annotations

import re

from codegen.ports.typescript_types import (
    MARK,
    Json,
    body_type,
    doc_comment,
    event_type,
    literal,
    member_key,
    member_list,
    only_member,
    parameters_of,
    response_type,
    streams_only,
    type_of,
)

# What an argument cannot be called: the words of the language, and what the generated methods use.
_TAKEN = re.compile(
    "arguments|async|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|"
    "extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|"
    "protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|"
    "options|params|request|resume|response|split|unwrap|waitFor"
)


def emit(spec: Json) -> str:
    """Return the text of api.ts: a class for each namespace of each API, with a method for each operation.

    Args:
        spec: The portable spec.
    """
    lines = [
        MARK,
        "import type { EventStream } from './core/stream.ts';",
        "import { split } from './arguments.ts';",
        "import type { CallOptions } from './core/request.ts';",
        "import type { Wire } from './core/wire.ts';",
        "import { unwrap } from './ids.ts';",
        "import { resume } from './resume.ts';",
        "import { waitFor, type WaitOptions } from './wait.ts';",
        "import type * as spec from './spec.ts';\n",
    ]
    for api in spec["apis"]:
        spaces = _namespaces(spec, api)
        children_first = sorted(spaces, key=lambda one: -one.count("."))
        lines += [_namespace(name, spaces, spec) for name in children_first]
        tops = [name for name in spaces if "." not in name]
        lines.append(f"/** The namespaces of the {api} API. */")
        lines.append(f"export abstract class {_pascal(api)}Namespaces {{")
        lines += [f"  readonly {_camel(name)}: {_class_name(name)};" for name in tops]
        lines.append("  /** Sends any operation by its id. */\n  readonly wire: Wire;")
        lines.append("  constructor(wire: Wire) {\n    this.wire = wire;")
        lines += [f"    this.{_camel(name)} = new {_class_name(name)}(wire);" for name in tops]
        lines.append("  }\n}\n")
    return "\n".join(lines)


def _camel(name: str) -> str:
    first, *rest = re.split(r"[_.-]", name)
    return first + "".join(word.capitalize() for word in rest)


def _argument(name: str) -> str:
    found = _camel(name)
    return f"{found}_" if _TAKEN.fullmatch(found) else found


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
            lines.append(_method(operation, only_member(operation, spec)))
        wait = operation["wait"]
        if wait and wait["operation"] == operation["id"] and wait["method"] != operation["sdk"]["method"]:
            lines.append(_wait_method(operation))
    return "\n".join(lines) + "\n}\n"


def _arguments(operation: Json, *, asks_stream: bool | None = None) -> tuple[str, str]:
    """Return the arguments of a method and what splits them: ids first, all others in one object."""
    ids = [one for one in operation["parameters"] if one["in"] == "path"]
    others = [one for one in parameters_of(operation) if one["in"] != "path"]
    body, types = operation["body"], list[str]()
    if others:
        types.append(f"{{ {member_list(others, 'spec.')}}}")
    if body:
        types.insert(0, body_type(operation, "spec."))
    if asks_stream is not None:
        flag = operation["stream"]["when"]
        value, kind = literal(flag["equals"]), f"{body_type(operation, 'spec.')}[{literal(flag['body'])}]"
        member = f": {value}" if asks_stream else f"?: Exclude<{kind}, {value}>"
        types.append(f"{{ {flag['body']}{member} }}")
    given = [f"{_argument(one['name'])}: {type_of(one['type'], 'spec.')}" for one in ids]
    merged = [f"{member_key(one['name'])}: {_argument(one['name'])}" for one in ids]
    apart = f"{{ {', '.join(merged)} }}" if merged else "{}"
    if not types:
        return ", ".join(given), apart
    optional = "" if body or any(one["required"] for one in others) else " = {}"
    given.append(f"params: {' & '.join(types)}{optional}")
    return ", ".join(given), f"params, {apart}" if merged else "params"


def _method(operation: Json, member: Json | None) -> str:
    wait, sdk = operation["wait"], operation["sdk"]
    if wait and wait["operation"] == operation["id"] and wait["method"] == sdk["method"]:
        return _wait_method(operation)
    name, id_ = _camel(sdk["method"]), literal(operation["id"])
    given, merged = _arguments(operation)
    given += ", " if given else ""
    event = f"Promise<EventStream<{event_type(operation, 'spec.')}>>"
    request = f"split({id_}, {merged})"
    old = " @deprecated" if operation.get("deprecated") else ""
    doc = doc_comment(f"{operation['summary']}. API: {operation['method']} {operation['path']}", "  ", old)
    if streams_only(operation):
        call = "resume(this.wire, " if "cursor" in operation["stream"] else "this.wire.stream("
        return (
            f"{doc}  async {name}({given}options: CallOptions = {{}}): {event} {{\n"
            f"    return {call}{id_}, {request}, options);\n  }}"
        )
    response = f"Promise<{response_type(operation, 'spec.')}>"
    if member:
        unwrapped = type_of({**member["type"], "nullable": False}, "spec.")
        return (
            f"{doc}  async {name}({given}options: CallOptions = {{}}): Promise<{unwrapped}> {{\n"
            f"    const response = await this.wire.send({id_}, {request}, options);\n"
            f"    return unwrap(this.wire, {id_}, response, {literal(member['name'])}) as {unwrapped};\n  }}"
        )
    if operation["stream"] is None:
        return (
            f"{doc}  async {name}({given}options: CallOptions = {{}}): {response} {{\n"
            f"    return this.wire.send({id_}, {request}, options);\n  }}"
        )
    flag = operation["stream"]["when"]
    streaming, _ = _arguments(operation, asks_stream=True)
    plain, _ = _arguments(operation, asks_stream=False)
    either = f"Promise<EventStream<{event_type(operation, 'spec.')}> | {response_type(operation, 'spec.')}>"
    return (
        f"{doc}  {name}({streaming}, options?: CallOptions): {event};\n"
        f"  {name}({plain}, options?: CallOptions): {response};\n"
        f"  async {name}({given}options: CallOptions = {{}}): {either} {{\n"
        f"    const request = {request};\n"
        f"    return params.{flag['body']} === {literal(flag['equals'])}\n"
        f"      ? this.wire.stream({id_}, request, options)\n"
        f"      : this.wire.send({id_}, request, options);\n  }}"
    )


def _wait_method(operation: Json) -> str:
    wait = operation["wait"]
    ids = [one for one in operation["parameters"] if one["in"] == "path"]
    held: Json = operation["longPoll"] or {}
    others = [
        one
        for one in parameters_of(operation)
        if one["in"] != "path" and one["name"] != held.get("parameter")
    ]
    given = [f"{_argument(one['name'])}: {type_of(one['type'], 'spec.')}" for one in ids]
    merged = [f"{member_key(one['name'])}: {_argument(one['name'])}" for one in ids]
    response = response_type(operation, "spec.")
    options = f"WaitOptions<{response}>"
    if operation["longPoll"]:
        options = f"Omit<{options}, 'onEvent' | 'pollInterval'>"  # the server does the waiting
    if others:
        options += f" & {{ params?: {{ {member_list(others, 'spec.')}}} }}"
        merged.insert(0, "...options.params")
    doc = (
        f"Wait until the work is over, by polling every {wait['interval']} s for at most {wait['timeout']} s."
    )
    doc = doc_comment(f"{doc} API: {operation['method']} {operation['path']}", "  ")
    request = f"{{ params: {{ {', '.join(merged)} }} }}"
    arguments = ", ".join([*given, f"options: {options} = {{}}"])
    return (
        f"{doc}"
        f"  async {_camel(wait['method'])}({arguments}): Promise<{response}> {{\n"
        f"    return waitFor(this.wire, {literal(operation['id'])}, {request}, options);\n  }}"
    )
