"""Emits the models of the Go port: types with their unknown members, unions, open enums, outcomes.

The text is what gofmt writes, so that generating needs no Go: a field has a comment or a blank line before it, which
ends the alignment of columns, and blocks of constants are aligned here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codegen.ports.go_names import MARK, PACKAGE, Json, Types, comment, exported, quoted, strings


def models(spec: Json) -> str:
    """Return types_gen.go.

    Args:
        spec: The content of conformance/spec.json.
    """
    types = Types(spec)
    lines: list[str] = []
    for name, schema in spec["schemas"].items():
        lines += _SCHEMAS[schema["kind"]](types, name, schema)
    for operation in spec["operations"]:
        stream: Json = operation["stream"] or {}
        events: Json = stream.get("events", {})
        if events:
            lines += _named_events(exported(operation["id"]) + "Event", operation, events)
    used = {one: f"{one.rpartition('/')[2]}." for one in ("encoding/json", "log/slog", "strings")}
    imports = [quoted(one) for one, call in used.items() if any(call in line for line in lines)]
    return source(imports, lines)


def source(imports: Iterable[str], lines: Iterable[str]) -> str:
    """Return a Go file.

    Args:
        imports: The quoted packages, in order.
        lines: The declarations, each preceded by a blank line.
    """
    head = [MARK, "", f"package {PACKAGE}", "", "import (", *(f"\t{one}" for one in imports), ")"]
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
    constants = [(go + exported(value), f"{go} = {quoted(value)}") for value in raw["enum"]]
    lines += ["//", "// The service may add values."] if raw["open"] else []
    return [
        *lines,
        f"type {go} string",
        "",
        f"// The known values of {go}.",
        "const (",
        *aligned(constants),
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
            f"\t{exported(one['name'])} {types.field(one['type'], required=one['required'])}",
        ]
    lines += [
        "\t// Extra has the members that this version does not know, and known ones that the fields cannot hold.",
        "\t// A field that is not empty takes precedence. A member that is nil is left out.",
        "\tExtra map[string]json.RawMessage",
        "}",
        "",
        f"func (v *{go}) members() []member {{",
        *_members(schema["fields"]),
        "}",
        "",
        "// UnmarshalJSON decodes an object. Names of members are compared exactly.",
        f"func (v *{go}) UnmarshalJSON(data []byte) error {{",
        f"\t*v = {go}{{}}",
        f"\treturn decodeRecord(data, {quoted(go)}, &v.Extra, v.members())",
        "}",
        "",
        "// MarshalJSON encodes the fields and the members of Extra.",
        f"func (v {go}) MarshalJSON() ([]byte, error) {{",
        "\treturn encodeRecord(v.Extra, v.members())",
        "}",
    ]
    for one in schema["fields"]:
        if isinstance(one["type"].get("const"), str):
            constant = go + exported(one["name"])
            constant_comment = comment(f"{constant} is the value of {one['name']} in {go}.")
            lines += ["", *constant_comment, f"const {constant} = {quoted(one['type']['const'])}"]
    if any(one.get("secret") for one in schema["fields"]):
        lines += _redacted(go)
    if "outcome" in schema:
        lines += _outcome(go, schema)
    return lines


def _members(fields: list[Json]) -> list[str]:
    if not fields:
        return ["\treturn nil"]
    return ["\treturn []member{", *(f"\t\t{_member(one)}," for one in fields), "\t}"]


def _member(one: Json) -> str:
    flags = "|".join(
        flag for flag, wanted in (("required", one["required"]), ("secret", one.get("secret"))) if wanted
    )
    constant = one["type"].get("const") if one["required"] else None
    expected = quoted(constant) if isinstance(constant, str) else '""'
    return f"{{{quoted(one['name'])}, &v.{exported(one['name'])}, {flags or 'optional'}, {expected}}}"


def _redacted(go: str) -> list[str]:
    return [
        "",
        "// String returns the value as JSON without its secrets.",
        f"func (v {go}) String() string {{",
        f"\treturn describeRecord({quoted(go)}, v.Extra, v.members())",
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
    rule = schema["outcome"]
    status = {one["name"]: one for one in schema["fields"]}.get(rule.get("field"))
    active = f"&v.{exported(rule['active'])}" if "active" in rule else "nil"
    value = '""'
    if status is not None:
        value = f"text(v.{exported(status['name'])})"
    success, failure = strings(rule.get("success", [])), strings(rule.get("failure", []))
    return [
        "",
        "// Outcome returns whether the work has ended, and how.",
        f"func (v {go}) Outcome() Outcome {{",
        f"\treturn outcomeOf({active}, {value}, {success}, {failure})",
        "}",
    ]


def _union(_: Types, name: str, schema: Json) -> list[str]:
    go = exported(name)
    doc = f"{go}: {schema['doc']}" if schema["doc"] else f"{go} is a union."
    contents = "One member is set: the one that the tag names. None is set where the tag is not known."
    variants = list(dict.fromkeys([*schema["tags"].values(), *schema["prefixes"].values()]))
    cases = [
        line
        for variant in dict.fromkeys(schema["tags"].values())
        for line in (
            "\tcase " + ", ".join(quoted(tag) for tag, one in schema["tags"].items() if one == variant) + ":",
            f"\t\tv.{exported(variant)} = new({exported(variant)})",
            f"\t\treturn v.{exported(variant)}",
        )
    ]
    prefixes = [
        line
        for prefix, variant in schema["prefixes"].items()
        for line in (
            f"\tif strings.HasPrefix(tag, {quoted(prefix)}) {{",
            f"\t\tv.{exported(variant)} = new({exported(variant)})",
            f"\t\treturn v.{exported(variant)}",
            "\t}",
        )
    ]
    return [
        "",
        *comment(f"{doc} {contents}"),
        f"type {go} struct {{",
        f"\t// Tag is the value of {quoted(schema['tag'])}.",
        "\tTag string",
        "\t// Raw is the whole value where the tag is not known.",
        "\tRaw json.RawMessage",
        *_variant_fields(variants),
        "}",
        "",
        f"func (v *{go}) variant(tag string) any {{",
        "\tswitch tag {",
        *cases,
        "\t}",
        *prefixes,
        "\treturn nil",
        "}",
        "",
        "// UnmarshalJSON decodes the variant that the tag names.",
        f"func (v *{go}) UnmarshalJSON(data []byte) error {{",
        f"\t*v = {go}{{}}",
        f"\treturn decodeUnion(data, {quoted(go)}, {quoted(schema['tag'])}, &v.Tag, &v.Raw, v.variant)",
        "}",
        "",
        "// MarshalJSON encodes the member that is set, or Raw.",
        f"func (v {go}) MarshalJSON() ([]byte, error) {{",
        f"\treturn encodeUnion(v.Raw, {', '.join(f'v.{exported(one)}' for one in variants)})",
        "}",
    ]


def _variant_fields(variants: Iterable[str]) -> Iterator[str]:
    for one in variants:
        yield ""
        yield f"\t{exported(one)} *{exported(one)}"


def _named_events(go: str, operation: Json, events: dict[str, str]) -> list[str]:
    variants = list(dict.fromkeys(events.values()))
    cases = [
        line
        for event, variant in events.items()
        for line in (
            f"\tcase {quoted(event)}:",
            f"\t\tv.{exported(variant)} = new({exported(variant)})",
            f"\t\treturn v.{exported(variant)}",
        )
    ]
    doc = f"{go} is an event of {exported(operation['id'])}. One member is set: the one that the event's name says."
    return [
        "",
        *comment(f"{doc} None is set where the name is not known."),
        f"type {go} struct {{",
        "\t// Event is the name of the event.",
        "\tEvent string",
        "\t// Raw is the data of the event where its name is not known.",
        "\tRaw json.RawMessage",
        *_variant_fields(variants),
        "}",
        "",
        f"func (v *{go}) variant(event string) any {{",
        "\tswitch event {",
        *cases,
        "\t}",
        "\treturn nil",
        "}",
        "",
        f"func (v *{go}) decodeEvent(event string, data []byte) error {{",
        f"\t*v = {go}{{Event: event}}",
        "\treturn decodeVariant(data, &v.Raw, v.variant(event))",
        "}",
        "",
        "// MarshalJSON encodes the name and the data of the event.",
        f"func (v {go}) MarshalJSON() ([]byte, error) {{",
        f"\treturn encodeEvent(v.Event, v.Raw, {', '.join(f'v.{exported(one)}' for one in variants)})",
        "}",
    ]


_SCHEMAS = {"alias": _alias, "object": _object, "union": _union}
