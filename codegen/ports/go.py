"""Emits the models of the Go port: types with their unknown members, unions, open enums, outcomes.

The text is what gofmt writes, so that generating needs no Go: a field has a comment or a blank line before it, which
ends the alignment of columns, and blocks of constants are aligned here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from codegen.ports.go_names import MARK, PACKAGE, RECORD, Json, Types, comment, exported, member, quoted


def models(spec: Json) -> str:
    """Return types_gen.go.

    Args:
        spec: The content of conformance/spec.json.
    """
    types, secretive = Types(spec), _secretive(spec["schemas"])
    lines: list[str] = []
    for name, schema in spec["schemas"].items():
        lines += _SCHEMAS[schema["kind"]](types, name, schema)
        if name in secretive and schema["kind"] != "alias":
            lines += _redacted(exported(name))
    for operation in spec["operations"]:
        stream: Json = operation["stream"] or {}
        events: Json = stream.get("events", {})
        if events:
            name = exported(operation["id"]) + "Event"
            lines += _named_events(name, operation, events)
            if secretive.intersection(events.values()):
                lines += _redacted(name)
    used = {one: f"{one.rpartition('/')[2]}." for one in ("encoding/json", "log/slog", RECORD)}
    imports = [quoted(one) for one, call in used.items() if any(call in line for line in lines)]
    if quoted(RECORD) in imports:
        imports.insert(-1, "")  # gofmt keeps packages of the module apart from those of the library
    return source(imports, lines)


def source(imports: Iterable[str], lines: Iterable[str]) -> str:
    """Return a Go file.

    Args:
        imports: The quoted packages, in order.
        lines: The declarations, each preceded by a blank line.
    """
    rows = [f"\t{one}" if one else "" for one in imports]
    head = [MARK, "", f"package {PACKAGE}", "", "import (", *rows, ")"]
    return "\n".join([*head, *lines]) + "\n"


def aligned(rows: Iterable[tuple[str, str]], indent: str = "\t") -> Iterator[str]:
    """Yield lines of two columns as gofmt aligns them.

    Args:
        rows: The two columns of each line.
        indent: What each line begins with.
    """
    found = list(rows)
    width = max(len(first) for first, _ in found)
    for first, second in found:
        yield f"{indent}{first.ljust(width)} {second}"


def _alias(types: Types, name: str, schema: Json) -> list[str]:
    raw, go = schema["type"], exported(name)
    lines = ["", *comment(f"{go}: {schema['doc']}" if schema["doc"] else f"{go} is a type of the spec.")]
    if "enum" not in raw:
        return [*lines, f"type {go} = {types.plain(raw)}"]
    constants: dict[str, str] = {}
    for value in filter(exported, raw["enum"]):
        # `-created` and `created` become one name: the first value has it, the other is written as text.
        constants.setdefault(go + exported(value), f"{go} = {quoted(value)}")
    lines += ["//", "// The service may add values."] if raw["open"] else []
    return [
        *lines,
        f"type {go} string",
        "",
        f"// The known values of {go}.",
        "const (",
        *aligned(constants.items()),
        ")",
    ]


def _object(types: Types, name: str, schema: Json) -> list[str]:
    go, types = exported(name), types.within(name)
    lines = ["", *comment(f"{go}: {schema['doc']}" if schema["doc"] else f"{go} is an object of the spec.")]
    lines.append(f"type {go} struct {{")
    for one in schema["fields"]:
        doc = " ".join(filter(None, (one["doc"], types.forms(one["type"]))))
        described = comment(doc, "\t") or [""] * (not lines[-1].endswith("{"))
        if one.get("deprecated"):
            described += ["\t//", "\t// Deprecated: the service may stop sending it."]
        lines += [
            *described,
            f"\t{member(one['name'])} {types.field(one['type'], required=one['required'])} {_tag(one)}",
        ]
    lines += [
        "\t// Extra has the members that this version does not know, and known ones that the fields cannot hold.",
        "\t// A field that is not empty takes precedence. A member that is nil is left out.",
        '\tExtra map[string]json.RawMessage `json:"-"`',
        "}",
        *_codec(go, "Encode", "decodes an object. Names of members are compared exactly."),
    ]
    for one in schema["fields"]:
        if isinstance(one["type"].get("const"), str):
            constant = go + exported(one["name"])
            constant_comment = comment(f"{constant} is the value of {one['name']} in {go}.")
            lines += ["", *constant_comment, f"const {constant} = {quoted(one['type']['const'])}"]
    if "outcome" in schema:
        lines += _outcome(go, schema)
    return lines


def _codec(go: str, encode: str, decoding: str) -> list[str]:
    return [
        "",
        f"// UnmarshalJSON {decoding}",
        f"func (v *{go}) UnmarshalJSON(data []byte) error {{",
        "\treturn record.Unmarshal(data, v)",
        "}",
        *_encoder(go, encode),
    ]


def _encoder(go: str, encode: str) -> list[str]:
    return [
        "",
        "// MarshalJSON encodes all members, also those that no field holds.",
        f"func (v {go}) MarshalJSON() ([]byte, error) {{",
        f"\treturn record.{encode}(v)",
        "}",
    ]


def _tag(one: Json) -> str:
    """Return the tag of a field: its name in JSON, and what the spec says of it."""
    constant = one["type"].get("const") if one["required"] else None
    facts = [
        *["required"] * one["required"],
        *["secret"] * bool(one.get("secret")),
        *([f"const={constant}"] if isinstance(constant, str) else []),
    ]
    return f'`json:"{one["name"]}"' + (f' spec:"{",".join(facts)}"' if facts else "") + "`"


def _secretive(schemas: Json) -> set[str]:
    """Return the names of the schemas that hold a secret, at whatever depth."""
    held = {name: set(_held(schema)) for name, schema in schemas.items()}
    found: set[str] = set()
    more = {
        name for name, one in schemas.items() if any(each.get("secret") for each in one.get("fields", ()))
    }
    while more:
        found |= more
        more = {name for name, names in held.items() if names & more} - found
    return found


def _held(node: Any) -> Iterator[str]:
    """Yield the names that a schema refers to: those of its variants, or those anywhere in its types."""
    match node:
        case {"kind": "union", "tags": tags, "prefixes": prefixes}:
            yield from (*tags.values(), *prefixes.values())
        case {"ref": str(name)}:
            yield name
        case {**members}:
            for each in members.values():
                yield from _held(each)
        case [*items]:
            for each in items:
                yield from _held(each)
        case _:
            pass


def _redacted(go: str) -> list[str]:
    return [
        "",
        "// String returns the value as JSON without its secrets.",
        f"func (v {go}) String() string {{",
        "\treturn record.Describe(v)",
        "}",
        "",
        "// GoString returns the value as JSON without its secrets.",
        f"func (v {go}) GoString() string {{",
        "\treturn v.String()",
        "}",
        "",
        "// LogValue returns the value as JSON without its secrets.",
        f"func (v {go}) LogValue() slog.Value {{",
        "\treturn slog.StringValue(v.String())",
        "}",
    ]


def _outcome(go: str, schema: Json) -> list[str]:
    """Return the method that says how the work ended. A record that says whether it is active has ended otherwise."""
    rule = schema["outcome"]
    success, failure = rule.get("success", []), rule.get("failure", [])
    lines = [f"\tif v.{member(rule['active'])} {{", "\t\treturn Active", "\t}"] if "active" in rule else []
    if "field" in rule:
        lines.append(f"\tswitch text(v.{member(rule['field'])}) {{")
        for outcome, statuses in (("Succeeded", success), ("Failed", failure)):
            if statuses:
                lines += [f"\tcase {', '.join(map(quoted, statuses))}:", f"\t\treturn {outcome}"]
        lines.append("\t}")
    if "active" in rule:  # what is missing, null or no bool is in Extra, and says nothing
        lines += [
            f"\tif _, isUnclear := v.Extra[{quoted(rule['active'])}]; isUnclear {{",
            "\t\treturn Active",
            "\t}",
        ]
    otherwise = "Active" if "active" not in rule else "Failed" if success else "Succeeded"
    return [
        "",
        "// Outcome returns whether the work has ended, and how.",
        f"func (v {go}) Outcome() Outcome {{",
        *lines,
        f"\treturn {otherwise}",
        "}",
    ]


def _union(_: Types, name: str, schema: Json) -> list[str]:
    go = exported(name)
    doc = f"{go}: {schema['doc']}" if schema["doc"] else f"{go} is a union."
    contents = "One member is set: the one that the tag names. None is set where the tag is not known."
    meanings: dict[str, list[str]] = {}
    for tag, variant in schema["tags"].items():
        meanings.setdefault(variant, []).append(tag)
    for prefix, variant in schema["prefixes"].items():
        meanings.setdefault(variant, []).append(f"{prefix}*")
    return [
        "",
        *comment(f"{doc} {contents}"),
        f"type {go} struct {{",
        f"\t// Tag is the value of {quoted(schema['tag'])}.",
        f'\tTag string `json:"{schema["tag"]}"`',
        "\t// Raw is the whole value where the tag is not known.",
        '\tRaw json.RawMessage `json:"-"`',
        *_variant_fields(meanings),
        "}",
        *_codec(go, "EncodeUnion", "decodes the variant that the tag names."),
    ]


def _variant_fields(meanings: dict[str, list[str]]) -> Iterator[str]:
    for variant, tags in meanings.items():
        yield ""
        yield f'\t{member(variant)} *{exported(variant)} `when:"{" ".join(tags)}"`'


def _named_events(go: str, operation: Json, events: dict[str, str]) -> list[str]:
    meanings: dict[str, list[str]] = {}
    for event, variant in events.items():
        meanings.setdefault(variant, []).append(event)
    doc = f"{go} is an event of {exported(operation['id'])}. One member is set: the one that the event's name says."
    return [
        "",
        *comment(f"{doc} None is set where the name is not known."),
        f"type {go} struct {{",
        "\t// Event is the name of the event.",
        "\tEvent string",
        "\t// Raw is the data of the event where its name is not known.",
        "\tRaw json.RawMessage",
        *_variant_fields(meanings),
        "}",
        "",
        f"func (v *{go}) decodeEvent(event string, data []byte) error {{",
        "\treturn record.UnmarshalEvent(data, v, event)",
        "}",
        *_encoder(go, "EncodeEvent"),
    ]


_SCHEMAS = {"alias": _alias, "object": _object, "union": _union}
