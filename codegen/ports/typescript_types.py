"""How TypeScript writes the types of the portable spec, and those of its operations."""

from __future__ import annotations

import json
import re
from typing import Any

Json = dict[str, Any]
_SCALARS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}
IDEMPOTENCY = "idempotency-key"
"""The header that a call's options name. It is not one of the parameters."""
MARK = "// Generated from openapi.yaml by codegen/ports. Do not edit.\n"


def literal(value: object) -> str:
    """Return a JSON value as TypeScript has it; a string in single quotes.

    Args:
        value: The value.
    """
    if isinstance(value, str) and value.isprintable() and "'" not in value and "\\" not in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)


def member_key(name: str) -> str:
    """Return the name of a member as TypeScript has it, in quotes where it needs them.

    Args:
        name: The name.
    """
    return name if re.fullmatch(r"[A-Za-z_$][\w$]*", name) else literal(name)


def doc_comment(text: str, indent: str = "", extra: str = "") -> str:
    """Return a doc comment on a line of its own, or an empty string.

    Args:
        text: What it says.
        indent: Precedes it.
        extra: A tag at its end.
    """
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
            return literal(value)
        case {"enum": values, "open": is_open}:
            return " | ".join(map(literal, values)) + (" | (string & {})" if is_open else "")
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


def parameters_of(operation: Json) -> list[Json]:
    """Return the parameters of an operation that a call may pass.

    Args:
        operation: The operation.
    """
    return [one for one in operation["parameters"] if one["name"].lower() != IDEMPOTENCY]


def member_list(parameters: list[Json], prefix: str = "") -> str:
    """Return parameters as the members of a type.

    Args:
        parameters: The parameters.
        prefix: Precedes the name of each schema, such as `spec.`.
    """
    return "".join(
        f"{member_key(one['name'])}{'' if one['required'] else '?'}: {type_of(one['type'], prefix)}"
        f"{'' if one['required'] else ' | undefined'}; "
        for one in parameters
    )


def body_type(operation: Json, prefix: str = "") -> str:
    """Return the type of an operation's body.

    Args:
        operation: The operation.
        prefix: Precedes the name of each schema, such as `spec.`.
    """
    body = operation["body"]
    if body is None:
        return "undefined"
    return prefix + body["form"] if "form" in body else type_of(body["json"], prefix)


def response_type(operation: Json, prefix: str = "") -> str:
    """Return the type of an operation's response; never if it is always a stream.

    Args:
        operation: The operation.
        prefix: Precedes the name of each schema, such as `spec.`.
    """
    types = [type_of(one["json"], prefix) for one in operation["responses"].values() if "json" in one]
    if not types:
        return "never" if streams_only(operation) else "void"
    return " | ".join(dict.fromkeys(types))


def event_type(operation: Json, prefix: str = "") -> str:
    """Return the type of an operation's events; never if it has none.

    Args:
        operation: The operation.
        prefix: Precedes the name of each schema, such as `spec.`.
    """
    if operation["stream"] is None:
        return "never"
    named = operation["stream"].get("events")
    if named:
        return " | ".join(f"{{ event: {literal(name)}; data: {prefix}{one} }}" for name, one in named.items())
    return next(type_of(one["event"], prefix) for one in operation["responses"].values() if "event" in one)


def streams_only(operation: Json) -> bool:
    """Return whether every response of an operation is a stream.

    Args:
        operation: The operation.
    """
    return operation["stream"] is not None and "when" not in operation["stream"]


def only_member(operation: Json, spec: Json) -> Json | None:
    """Return the member of a response that is an envelope: it has no other one, and that is a list or an object.

    Args:
        operation: The operation.
        spec: The portable spec.
    """
    names = {one["json"].get("ref") for one in operation["responses"].values() if "json" in one}
    fields = spec["schemas"].get(names.pop() if len(names) == 1 else None, {}).get("fields", ())
    if len(fields) != 1:
        return None
    type_ = fields[0]["type"]
    is_object = spec["schemas"].get(type_.get("ref"), {}).get("kind") == "object"
    return fields[0] if "array" in type_ or is_object else None
